package eu.flexcoop.middleware.hadoop.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChainedClassLoaderTest {
    private static final String HERE = ChainedClassLoaderTest.class.getName();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    @Test
    void whatTheFirstDoesNotKnowComesFromTheSecond() throws Exception {
        ClassLoader chained = new ChainedClassLoader(PLATFORM, getClass().getClassLoader());

        assertThat(chained.loadClass(HERE)).isSameAs(ChainedClassLoaderTest.class);
    }

    @Test
    void whatNeitherKnowsIsNotFound() {
        ClassLoader chained = new ChainedClassLoader(PLATFORM, PLATFORM);

        assertThatThrownBy(() -> chained.loadClass(HERE)).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void resourcesOfTheFirstComeBeforeThoseOfTheSecond() throws Exception {
        ClassLoader chained = new ChainedClassLoader(new OneResource("first"), new OneResource("second"));

        assertThat(chained.getResource("name").getFile()).isEqualTo("first");
        assertThat(Collections.list(chained.getResources("name")))
                .extracting(URL::getFile)
                .containsExactly("first", "second");
    }

    private static final class OneResource extends ClassLoader {
        private final URL url;

        OneResource(String file) throws Exception {
            super(null);
            this.url = new URL("file", "", file);
        }

        @Override
        public URL getResource(String name) {
            return url;
        }

        @Override
        public Enumeration<URL> getResources(String name) {
            return Collections.enumeration(List.of(url));
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            return new ByteArrayInputStream(new byte[0]);
        }
    }
}

package eu.flexcoop.middleware.openadr.vtn.internal.signature;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.UnavailableException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SignedMemoryTest {
    private static final int MIB = 1 << 20;

    private final SignedMemory memory = new SignedMemory();

    private int length(int bytes) throws IOException {
        return memory.hold(new ByteArrayInputStream(new byte[bytes]), whole -> whole.length);
    }

    @Test
    void bodiesOfAnySizeAreHeldOneAfterTheOther() throws IOException {
        for (int i = 0; i < 100; i++) {
            assertThat(length(8 * MIB)).isEqualTo(8 * MIB);
        }
        assertThat(length(0)).isZero();
    }

    @Test
    void largeBodiesShareABudgetAndSmallOnesNeedNone() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Integer> slow = CompletableFuture.supplyAsync(() -> {
            try {
                return memory.hold(new Slow(12 * MIB, read, end), whole -> whole.length);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(read.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> length(8 * MIB)).isInstanceOf(UnavailableException.class);
        assertThat(length(SignedMemory.FREE_BYTES)).isEqualTo(SignedMemory.FREE_BYTES);
        assertThat(length(2 * MIB)).isEqualTo(2 * MIB);

        end.countDown();
        assertThat(slow.get(20, TimeUnit.SECONDS)).isEqualTo(12 * MIB);
        assertThat(length(8 * MIB)).isEqualTo(8 * MIB);
    }

    @Test
    void aBodyThatFailsGivesItsShareBack() throws IOException {
        for (int i = 0; i < 10; i++) {
            assertThatThrownBy(() -> memory.hold(new ByteArrayInputStream(new byte[8 * MIB]), whole -> {
                        throw new IllegalStateException("forged");
                    }))
                    .hasMessage("forged");
        }
        assertThat(length(8 * MIB)).isEqualTo(8 * MIB);
    }

    /** Comes to its end only when it is told to. */
    private static final class Slow extends InputStream {
        private final CountDownLatch read;
        private final CountDownLatch end;
        private int left;

        Slow(int bytes, CountDownLatch read, CountDownLatch end) {
            this.left = bytes;
            this.read = read;
            this.end = end;
        }

        @Override
        public int read() {
            throw new AssertionError("is read by blocks");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (left == 0) {
                read.countDown();
                try {
                    assertThat(end.await(20, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return -1;
            }
            int n = Math.min(left, length);
            left -= n;
            return n;
        }
    }
}

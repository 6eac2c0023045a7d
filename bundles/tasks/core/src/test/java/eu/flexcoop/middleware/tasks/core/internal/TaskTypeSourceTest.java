package eu.flexcoop.middleware.tasks.core.internal;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.mongo.api.MongoCollections;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;
import eu.flexcoop.middleware.tasks.api.SubmissionRefusedException;
import eu.flexcoop.middleware.tasks.api.Task;
import eu.flexcoop.middleware.tasks.api.TaskState;
import eu.flexcoop.middleware.tasks.spi.TaskContext;
import eu.flexcoop.middleware.tasks.spi.TaskHandler;
import eu.flexcoop.middleware.testing.NeedsMongod;
import eu.flexcoop.middleware.testing.PrivateMongod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(60)
@NeedsMongod
class TaskTypeSourceTest {
    private static final String ID = "5f0000000000000000000001";
    private static final Document BODY =
            new Document("subject", "quality").append("parameters", new Document("days", 3));

    private static PrivateMongod mongod;

    @BeforeAll
    static void startMongod() throws Exception {
        mongod = PrivateMongod.startOrSkip();
    }

    @AfterAll
    static void stopMongod() {
        if (mongod != null) {
            mongod.close();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"SERVICE", "ADMIN"})
    void servicesAndOperatorsSubmitTasksByTheHandlerOfTheirType(Role role) {
        assertThat(source(new Handler()).create(caller(role), BODY))
                .isEqualTo(Map.of(
                        "_id",
                        new ObjectId(ID),
                        "subject",
                        "quality",
                        "parameters",
                        Map.of("days", 3),
                        "state",
                        "queued"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Role.class,
            names = {"PROSUMER", "AGGREGATOR"})
    void othersAreRefused(Role role) {
        assertThatThrownBy(() -> source(new Handler()).create(caller(role), BODY))
                .isInstanceOf(SubmissionRefusedException.class)
                .hasMessageContaining(role.key());
    }

    @Test
    void aTypeWhoseHandlerTakesNoSubmissionsIsReadOnly() {
        TaskHandler silent = new TaskHandler() {
            @Override
            public String type() {
                return "sum";
            }

            @Override
            public void run(TaskContext context) {
                throw new UnsupportedOperationException("not run by this test");
            }
        };

        assertThatThrownBy(() -> source(silent).create(caller(Role.ADMIN), BODY))
                .isInstanceOf(SubmissionRefusedException.class)
                .hasMessage("Tasks of type 'sum' cannot be submitted over REST");
    }

    private static TaskTypeSource source(TaskHandler handler) {
        MongoCollections mongo = MongoCollections.of(mongod.client(), PrivateMongod.DATABASE);
        return new TaskTypeSource(new TaskCollection(mongo), handler.type(), handler);
    }

    private static Caller caller(Role role) {
        return new Caller(
                "subject",
                role,
                Optional.of(new AccountId("account")),
                Optional.of(new AggregatorId("cooperative")),
                Optional.empty());
    }

    private static final class Handler implements TaskHandler {
        @Override
        public String type() {
            return "module";
        }

        @Override
        public void run(TaskContext context) {
            throw new UnsupportedOperationException("not run by this test");
        }

        @Override
        public Task submit(String subject, Map<String, Object> parameters) {
            return new Task(
                    ID,
                    "default",
                    type(),
                    subject,
                    parameters,
                    TaskState.QUEUED,
                    Instant.EPOCH,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    "",
                    0);
        }
    }
}

package io.footfall.platform.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.footfall.support.PostgresProbe;
import io.footfall.support.SharedStores;
import java.net.URI;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class MigrationLimitsTest {

    /** Runs in a separate database whose {@code statement_timeout} is too short for migrations. */
    @Test
    void aMigrationHasLimitsOfItsOwn() {
        PostgresProbe.execute("drop database if exists migrated");
        PostgresProbe.execute("create database migrated");
        PostgresProbe.execute("alter database migrated set statement_timeout = '5s'");
        URI stores = URI.create(SharedStores.postgres());
        String[] user = stores.getUserInfo().split(":", 2);

        Flyway.configure()
                .dataSource(
                        "jdbc:postgresql://" + stores.getHost() + ":" + stores.getPort() + "/migrated",
                        user[0],
                        user.length > 1 ? user[1] : "")
                .locations("classpath:db/migration", "classpath:db/look")
                .load()
                .migrate();

        PostgresProbe migrated = new PostgresProbe(
                "postgresql://" + stores.getUserInfo() + "@" + stores.getHost() + ":" + stores.getPort() + "/migrated");
        assertThat(migrated.truth("select lock_timeout = '10s' and statement_timeout = '10min' from looked"))
                .isTrue();
    }
}

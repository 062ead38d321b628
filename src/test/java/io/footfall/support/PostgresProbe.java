package io.footfall.support;

import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Direct access to Postgres, without the service. */
public final class PostgresProbe {

    private static PostgresProbe ofSuite;

    private final String url;
    private Connection connection;

    /**
     * Connects to an address such as {@code postgresql://user:password@host:port/name}.
     */
    public PostgresProbe(String address) {
        URI uri = URI.create(address);
        String[] user = uri.getUserInfo().split(":", 2);
        this.url = "jdbc:postgresql://" + uri.getHost() + ":" + uri.getPort() + uri.getPath() + "?user=" + user[0]
                + "&password=" + (user.length > 1 ? user[1] : "");
    }

    /** Reads a number from the Postgres that the tests of this JVM share. */
    public static long number(String sql) {
        return ofSuite().query(sql);
    }

    /** Executes a statement in the Postgres that the tests of this JVM share. */
    public static void execute(String sql) {
        ofSuite().run(sql);
    }

    /**
     * Whether a statement that contains {@code part} waits for a lock, in the Postgres that the tests of this JVM
     * share.
     */
    public static boolean waitsForLock(String part) {
        return number("select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%" + part
                        + "%' and pid <> pg_backend_pid()")
                > 0;
    }

    private static synchronized PostgresProbe ofSuite() {
        if (ofSuite == null) {
            ofSuite = new PostgresProbe(SharedStores.postgres());
        }
        return ofSuite;
    }

    public long query(String sql) {
        return read(sql, ResultSet::getLong);
    }

    public boolean truth(String sql) {
        return read(sql, ResultSet::getBoolean);
    }

    public String text(String sql) {
        return read(sql, ResultSet::getString);
    }

    private interface Reader<T> {
        T read(ResultSet row, int column) throws SQLException;
    }

    private <T> T read(String sql, Reader<T> reader) {
        return inLine(statement -> {
            try (ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return reader.read(rows, 1);
            }
        });
    }

    public void run(String sql) {
        inLine(statement -> statement.execute(sql));
    }

    /** Executes a statement and returns its execution plans, including those of the triggers that it fires. */
    public List<String> plans(String sql) {
        return inLine(statement -> {
            statement.execute("load 'auto_explain'; set auto_explain.log_min_duration = 0;"
                    + " set auto_explain.log_nested_statements = on; set client_min_messages = log");
            statement.clearWarnings();
            statement.execute(sql);
            List<String> plans = new ArrayList<>();
            for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
                plans.add(each.getMessage());
            }
            statement.execute("set client_min_messages = notice");
            return plans;
        });
    }

    private interface Work<T> {
        T on(Statement statement) throws SQLException;
    }

    /**
     * Runs work on one shared connection, because tests poll often. Reconnects if the connection was closed with its
     * server.
     */
    private synchronized <T> T inLine(Work<T> work) {
        try {
            if (connection == null || !connection.isValid(1)) {
                close();
                connection = DriverManager.getConnection(url);
            }
            try (Statement statement = connection.createStatement()) {
                return work.on(statement);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }
}

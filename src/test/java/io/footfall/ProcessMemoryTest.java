package io.footfall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessMemoryTest {

    private static final long MIB = 1_024 * 1_024;

    @TempDir
    private Path root;

    private ProcessMemory memory;

    @BeforeEach
    void aMachineOfAGibibyte() throws IOException {
        write("proc/self/status", "Name:\tfootfall\nVmPeak:\t  400000 kB\nVmRSS:\t  163840 kB\n");
        write("proc/meminfo", "MemTotal:        1048576 kB\nMemFree:          524288 kB\n");
        write("proc/self/cgroup", "0::/\n");
        memory = new ProcessMemory(root);
    }

    @Test
    void whatIsResidentIsReadEachTime() throws IOException {
        assertThat(memory.residentBytes()).isEqualTo(160 * MIB);

        write("proc/self/status", "VmRSS:\t  200 kB\n");
        assertThat(memory.residentBytes()).isEqualTo(200 * 1_024);
    }

    @Test
    void aContainersLimitCounts() throws IOException {
        write("sys/fs/cgroup/memory.max", "536870912\n");

        assertThat(memory.limitBytes()).isEqualTo(512 * MIB);
    }

    @Test
    void theLeastOfNestedGroupsCounts() throws IOException {
        write("proc/self/cgroup", "1:cpu:/elsewhere\n0::/pod/container\n");
        write("sys/fs/cgroup/pod/memory.max", String.valueOf(256 * MIB));
        write("sys/fs/cgroup/pod/container/memory.max", "max\n");

        assertThat(memory.limitBytes()).isEqualTo(256 * MIB);
    }

    @Test
    void groupsOfTheFirstVersionCount() throws IOException {
        write("proc/self/cgroup", "5:cpuset,memory:/docker/abc\n0::/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "134217728\n");

        assertThat(memory.limitBytes()).isEqualTo(128 * MIB);
    }

    /** Version 1 of cgroups represents a missing limit by a number larger than any memory. */
    @Test
    void withoutALimitTheMachinesMemoryCounts() throws IOException {
        write("sys/fs/cgroup/memory.max", "max\n");
        assertThat(memory.limitBytes()).isEqualTo(1_024 * MIB);

        write("proc/self/cgroup", "4:memory:/\n");
        write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        assertThat(memory.limitBytes()).isEqualTo(1_024 * MIB);
    }

    @Test
    void nothingIsKnownOnOtherSystems() throws IOException {
        assertThat(memory.isKnown()).isTrue();

        Files.delete(root.resolve("proc/self/status"));
        assertThat(memory.isKnown()).isFalse();
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(root.resolve(file).getParent());
        Files.writeString(root.resolve(file), text);
    }
}

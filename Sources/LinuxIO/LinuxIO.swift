// LinuxIO/ wraps what Linux offers: descriptors, serial ports, sockets, shared memory, threads, the clock.

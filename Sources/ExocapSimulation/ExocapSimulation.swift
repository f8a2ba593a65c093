// ExocapSimulation/ is the world below the lowest system call: virtual time, devices, links, a humanoid.

"""What `make bench` runs: the figures of docs/performance.md, with a peer in the same run where there is one."""

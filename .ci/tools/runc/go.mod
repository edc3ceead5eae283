module tools/runc

go 1.26

tool github.com/opencontainers/runc

require github.com/opencontainers/runc v1.4.0

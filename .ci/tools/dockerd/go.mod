module tools/dockerd

go 1.26

tool github.com/moby/moby/v2/cmd/dockerd

require github.com/moby/moby/v2 v2.0.0-beta.24

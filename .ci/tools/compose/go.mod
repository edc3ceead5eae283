module tools/compose

go 1.26

tool github.com/docker/compose/v5/cmd

require github.com/docker/compose/v5 v5.6.0

import type { Environment } from '../../harness/model/measurement-environment.ts';

/** An environment for tests that do not care about it. */
export const exampleEnvironment: Environment = {
  machine: {
    id: 'test-machine',
    hostname: 'test',
    platform: 'linux',
    arch: 'x64',
    release: '6.0',
    cpuModel: 'test',
    cpuCount: 2,
    memoryBytes: 8e9,
    virtual: true,
  },
  runtime: { node: '26.0.0', v8: '14.0', execPath: '/usr/bin/node' },
  harness: { version: '0.0.0' },
  git: null,
  ci: null,
};

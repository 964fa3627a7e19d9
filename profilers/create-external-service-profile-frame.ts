import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Creates a function for another program's work. @param service - Database, host, service. */
export function createProfiledServiceFunction(name: string, service: string): ProfiledFunction {
  return {
    name: name === '' ? '(unnamed)' : name,
    owner: 'service',
    package: service,
    file: null,
    line: null,
    column: null,
  };
}

import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/** Work of another program as a function. @param service - A database, a host, a service. */
export function createServiceFunction(name: string, service: string): ProfiledFunction {
  return {
    name: name === '' ? '(unnamed)' : name,
    owner: 'service',
    package: service,
    file: null,
    line: null,
    column: null,
  };
}

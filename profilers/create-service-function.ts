import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/**
 * Creates a function for work of another program. @param service - A database, a host, a service.
 */
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

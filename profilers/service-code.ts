import type { ProfiledFunction } from '../harness/model/program/profile.ts';

/**
 * Work of another program as a function: a node of a plan, a statement, a request, a span.
 * @param service - Whose work it is: a database, a host, a service.
 */
export function serviceCode(name: string, service: string): ProfiledFunction {
  return {
    name: name === '' ? '(unnamed)' : name,
    owner: 'service',
    package: service,
    file: null,
    line: null,
    column: null,
  };
}

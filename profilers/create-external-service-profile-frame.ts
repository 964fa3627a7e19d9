import type { ProfileBuilder } from './profile-builder.ts';

/** Returns the node of another program's work. @param service - Database, host, service. */
export function serviceNode(
  builder: ProfileBuilder,
  parent: number,
  name: string,
  service: string,
): number {
  const place = { package: service, file: null, line: null, column: null };
  const work = { name: name === '' ? '(unnamed)' : name, owner: 'service', ...place } as const;
  return builder.node(parent, builder.functionOf(work));
}

import { isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import { oncePerFunction } from '../../../look/once.ts';
import type { AuditedCode } from '../../../rule.ts';
import { pythonRead } from './python-read.ts';
import type { Read } from './read.ts';
import { scriptRead } from './script-read.ts';

/** The queries of a function that load entities. */
export const readsIn = oncePerFunction(findReads);

function findReads(audited: AuditedCode, index: number): readonly Read[] {
  const file = audited.code.facts.functions[index]?.file ?? '';
  const read = isPython(audited, index) ? pythonRead : scriptRead;
  return audited.code.callsOf(index).flatMap((site) => {
    const siteRead = read(audited, site, () => nodeOf(audited, { file, site }));
    return siteRead === null ? [] : [siteRead];
  });
}

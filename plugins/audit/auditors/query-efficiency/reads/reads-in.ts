import type { ProjectCode } from 'perf-harness';
import { candidateOf, isPython } from '../../../look/calls.ts';
import { nodeOf } from '../../../look/nodes.ts';
import type { AuditedCode } from '../../../rule.ts';
import { pythonRead } from './python-read.ts';
import type { Read } from './read.ts';
import { scriptRead } from './script-read.ts';

const known = new WeakMap<ProjectCode, Map<number, readonly Read[]>>();

/** The queries of a function that load entities. */
export function readsIn(audited: AuditedCode, index: number): readonly Read[] {
  const { code } = audited;
  const all = known.get(code) ?? new Map<number, readonly Read[]>();
  known.set(code, all);
  const found = all.get(index) ?? findReads(audited, index);
  all.set(index, found);
  return found;
}

function findReads(audited: AuditedCode, index: number): readonly Read[] {
  const file = audited.code.facts.functions[index]?.file ?? '';
  const read = isPython(audited, index) ? pythonRead : scriptRead;
  return audited.code.callsOf(index).flatMap((site) => {
    const one = read(audited, site, () => nodeOf(audited, candidateOf(site, '', file)));
    return one === null ? [] : [one];
  });
}

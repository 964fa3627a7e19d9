import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { findCallNode } from '../../../analysis/find-syntax-node-of-call.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { AuditedCode } from '../../../rule.ts';
import type { EntityRead } from './entity-loading-query.ts';
import { parseScriptRead } from './parse-javascript-entity-query.ts';
import { parsePythonRead } from './parse-python-entity-query.ts';

/** The queries of a function that load entities. */
export const listEntityReads = memoizePerFunction(findReads);

function findReads(audited: AuditedCode, index: number): readonly EntityRead[] {
  const file = audited.code.facts.functions[index]?.file ?? '';
  const read = isPythonFunction(audited, index) ? parsePythonRead : parseScriptRead;
  return audited.code.callsOf(index).flatMap((site) => {
    const siteRead = read(audited, site, () => findCallNode(audited, { file, site }));
    return siteRead === null ? [] : [siteRead];
  });
}

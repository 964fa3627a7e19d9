import { isPythonFunction } from '../../../analysis/find-call-candidates-by-name.ts';
import { memoizePerFunction } from '../../../analysis/memoize-per-function.ts';
import type { EntityRead } from './entity-loading-query.ts';
import { parseScriptRead } from './parse-javascript-entity-query.ts';
import { parsePythonRead } from './parse-python-entity-query.ts';

/** The queries of a function that load entities. */
export const listEntityReads = memoizePerFunction((audited, index): readonly EntityRead[] => {
  const parse = isPythonFunction(audited, index) ? parsePythonRead : parseScriptRead;
  return audited.code.callsOf(index).flatMap((site) => parse(audited, site) ?? []);
});

import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  hasComment,
  nodesOf,
  partsOf,
  propertyOf,
  stringValue,
} from '../../../analysis/index.ts';
import { type CodemodSource, defineCodemod } from '../codemod.ts';
import { findDeclarations } from '../io/find-declarations.ts';
import { findRequestOptions } from '../io/http-agents.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { removeObjectProperty } from './remove-object-property.ts';

export const connectionClose = defineCodemod({
  id: 'connection-close',
  title: 'Leave a connection open for the next request',
  classes: ['I/O-Network', 'External'],
  fixLevel: 1,
  risk: 'Medium',
  preconditions:
    'The inline options of a call to `fetch`, or to `get` or `request` from `node:http` or `node:https`, contain a `Connection: close` header. A header with a comment next to it, which may explain the header, is left alone.',
  seenIn: ['smartmemory/compose: test/vision-routes-plan-mode.test.js'],
  find: (source) =>
    (/\bclose\b/u.test(source.text)
      ? [...findRequestOptions(source), ...fetchOptions(source)]
      : []
    ).flatMap((options) => {
      const headers = propertyOf(options, 'headers');
      const pair = headers?.kind() === 'object' ? closeOf(headers) : undefined;
      if (headers === null || pair === undefined || hasComment(options)) return [];
      const isOnly = partsOf(headers).length === 1;
      const edit = isOnly ? replaceNode(headers, '{}') : removeObjectProperty(source, pair);
      return [createMatch(pair, [edit])];
    }),
});

function fetchOptions(source: CodemodSource): readonly SgNode[] {
  if (findDeclarations(source.root, 'fetch').length > 0) return [];
  return nodesOf(source.root, 'call_expression')
    .filter((call) => call.field('function')?.text() === 'fetch')
    .flatMap((call) => argumentsOf(call).filter((given) => given.kind() === 'object'));
}

function closeOf(headers: SgNode): SgNode | undefined {
  return partsOf(headers).find((part) => {
    const key = part.kind() === 'pair' ? (part.field('key')?.text() ?? '') : '';
    const value = part.kind() === 'pair' ? part.field('value') : null;
    const isClose = value !== null && /^close$/iu.test(stringValue(value) ?? '');
    return isClose && /^['"]?connection['"]?$/iu.test(key);
  });
}

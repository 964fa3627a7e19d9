import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, once, type ProjectCode } from '../../../../analysis/index.ts';
import { findEnclosingFunction } from '../../../analysis/enclosing-function.ts';
import {
  findSyntaxCandidates,
  type SyntaxSearch,
} from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import type { AuditedCode, Candidate } from '../../../rule.ts';
import { isExcludedFile } from '../../../scoring/excluded-files.ts';
import { listOwnMembers } from '../lazy-loading/model-methods-and-properties.ts';
import {
  resolveQueryRows,
  resolveReturnedRows,
} from '../lazy-loading/resolve-model-rows-yielded-by-expression.ts';
import type { QueryRows } from '../lazy-loading/rows-returned-by-query-chain.ts';
import {
  findSerializers,
  readBaseNames,
  readClassAttribute,
  type SerializerClass,
} from './serializer-classes.ts';

/** Rows of a query that a serializer processes one by one. */
export interface SerializedList extends Candidate {
  readonly rows: QueryRows;
  readonly serializer: SerializerClass;
  /** View or function that lists them. */
  readonly by: string;
  /** null: the class of a view, of which requests are waited for. */
  readonly index: number | null;
}

/** Base classes of views that answer a request with a list. */
const LISTS =
  /^(?:ModelViewSet|ReadOnlyModelViewSet|ListModelMixin|ListAPIView|ListCreateAPIView)$/u;
const FRAMEWORK = /^(?:\w*ViewSet|\w*Mixin|\w*APIView)$/u;
/** Methods with which a view customizes its rows or its serializer. */
const OWN_WAYS = /\bdef (?:list|get_serializer_class|get_serializer|filter_queryset)\b/u;
const LOADS_MORE = /\b(?:select_related|prefetch_related|prefetch_related_objects)\(/u;

interface ViewClass {
  readonly name: string;
  readonly file: string;
  readonly node: SgNode;
  readonly bases: readonly string[];
}

const viewsOf = once<ProjectCode, ReadonlyMap<string, ViewClass>>((code) => {
  const found = new Map<string, ViewClass>();
  for (const file of new Set(code.facts.functions.map((codeFunction) => codeFunction.file))) {
    const text = file.endsWith('.py') && !isExcludedFile(file) ? (code.textOf(file) ?? '') : '';
    if (!/\b\w*(?:ViewSet|APIView|Mixin)\b/u.test(text)) continue;
    for (const node of code.syntaxOf(file)?.findAll({ rule: { kind: 'class_definition' } }) ?? []) {
      const name = node.field('name')?.text() ?? '';
      found.set(name, { name, file, node, bases: readBaseNames(node) });
    }
  }
  return found;
});

/** Yields row lists passed to serializers: by views, and `OrderSerializer(orders, many=True)`. */
export function* findSerializedLists(audited: AuditedCode): Generator<SerializedList> {
  if (findSerializers(audited.code).size === 0) return;
  for (const view of viewsOf(audited.code).values()) yield* ofView(audited, view);
  yield* ofCalls(audited);
}

function* ofView(audited: AuditedCode, view: ViewClass): Generator<SerializedList> {
  const { node, file, name } = view;
  const serializer = findSerializers(audited.code).get(
    readClassAttribute(node, 'serializer_class')?.text().replace(/^.*\./u, '') ?? '',
  );
  if (serializer === undefined || OWN_WAYS.test(node.text()) || !lists(audited, view)) return;
  const queryset = readClassAttribute(node, 'queryset');
  const method = listOwnMembers(audited.code, name).get('get_queryset')?.function;
  const index = findEnclosingFunction(audited, file, node.range().start.index);
  const rows =
    method !== undefined
      ? resolveReturnedRows(audited, method)
      : queryset === null
        ? null
        : resolveQueryRows(audited, index, queryset);
  if (rows === null) return;
  const line =
    method === undefined
      ? (queryset ?? node).range().start.line + 1
      : (audited.code.facts.functions[method]?.line ?? 1);
  yield { file, line, endLine: line, rows, serializer, by: name, index: null };
}

/** True if the view lists rows and its bases are the framework's or leave the rows unchanged. */
function lists(audited: AuditedCode, view: ViewClass): boolean {
  const all = viewsOf(audited.code);
  const seen = new Set<string>();
  let isList = false;
  const look = ({ bases }: ViewClass): boolean =>
    bases.every((base) => {
      if (LISTS.test(base)) isList = true;
      const own = all.get(base);
      if (own === undefined || seen.has(base)) return FRAMEWORK.test(base);
      seen.add(base);
      const text = own.node.text();
      return (
        !OWN_WAYS.test(text) &&
        !LOADS_MORE.test(text) &&
        !/\bdef get_queryset\b/u.test(text) &&
        look(own)
      );
    });
  return look(view) && isList;
}

/** `OrderSerializer(orders, many=True)` */
export const SERIALIZED_LIST_SEARCH: SyntaxSearch = {
  id: 'serialized-lists',
  language: 'python',
  mentions: /\bmany\s*=\s*True/u,
  rule: { kind: 'call', has: { field: 'function', regex: 'Serializer$' } },
};

function* ofCalls(audited: AuditedCode): Generator<SerializedList> {
  for (const { node, file, line, endLine, index } of findSyntaxCandidates(
    audited,
    SERIALIZED_LIST_SEARCH,
  )) {
    const name = node.field('function')?.text().replace(/^.*\./u, '') ?? '';
    const serializer = findSerializers(audited.code).get(name);
    const given = argumentsOf(node);
    const [first] = given;
    const isMany = given.some((argument) => /^many\s*=\s*True$/u.test(argument.text()));
    if (serializer === undefined || !isMany || first === undefined) continue;
    const value = first.kind() === 'keyword_argument' ? null : first;
    const named = given
      .find((argument) => argument.field('name')?.text() === 'instance')
      ?.field('value');
    const rows =
      value === null && named == null
        ? null
        : resolveQueryRows(audited, index, value ?? named ?? first);
    if (rows === null) continue;
    const by = audited.code.facts.functions[index]?.name ?? '';
    yield { file, line, endLine, rows, serializer, by, index };
  }
}

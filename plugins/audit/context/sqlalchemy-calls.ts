import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type ProjectCode, pythonValue } from '../../analysis/index.ts';
import { findCallNode } from '../analysis/calls-and-functions.ts';
import { isExcludedFile } from '../scoring/excluded-files.ts';

/** SQLAlchemy or SQLModel call that creates a session, a factory or an engine. */
export interface SqlalchemyCall extends KeywordArguments {
  readonly creates: 'factory' | 'session' | 'engine';
  readonly file: string;
  readonly line: number;
  /** First positional argument: for an engine, the URL of its database. null: none. */
  readonly url: SgNode | null;
  readonly node: SgNode;
}

const QUALIFIED_NAME = /^(?:sqlalchemy|sqlmodel)\.(?:.*\.)?(\w+)$/u;
const CREATED_BY_NAME = new Map<string, SqlalchemyCall['creates']>(
  Object.entries({
    sessionmaker: 'factory',
    async_sessionmaker: 'factory',
    Session: 'session',
    AsyncSession: 'session',
    create_engine: 'engine',
    create_async_engine: 'engine',
    async_engine_from_config: 'engine',
    engine_from_config: 'engine',
  }),
);

/** Returns every session factory, session and engine that a project creates, except in tests. */
export function findSqlalchemyCalls(code: ProjectCode): readonly SqlalchemyCall[] {
  const found: SqlalchemyCall[] = [];
  for (const [index, { file, calls }] of code.facts.functions.entries()) {
    if (!file.endsWith('.py') || calls.length === 0 || isExcludedFile(file)) continue;
    for (const site of code.callsOf(index)) {
      const name =
        QUALIFIED_NAME.exec(code.qualifiedNameOf(index, site.call.callee) ?? '')?.[1] ?? '';
      const creates = CREATED_BY_NAME.get(name);
      if (creates === undefined || !isImported(code, file, site.call.callee)) continue;
      const node = findCallNode({ code }, site);
      if (node === null) continue;
      const [first = null] = argumentsOf(node).filter(
        (argument) => !/splat|keyword/u.test(String(argument.kind())),
      );
      const { line } = site.call;
      found.push({
        creates,
        file,
        line,
        url: first,
        node,
        ...readKeywordArguments(code, file, node),
      });
    }
  }
  return found.sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/**
 * True if a callee is imported from the library; the result of the project's own factory has a
 * similar name, but `SessionLocal()` configures nothing.
 */
function isImported(code: ProjectCode, file: string, callee: string): boolean {
  return code
    .importsOf(file)
    .some(
      ({ local, source }) =>
        /^(?:sqlalchemy|sqlmodel)\b/u.test(source) &&
        (callee === local || callee.startsWith(`${local}.`)),
    );
}

interface KeywordArguments {
  readonly keywords: ReadonlyMap<string, SgNode>;
  /** Set when an argument cannot be read, since it may contain keywords that are missing here. */
  readonly isOpen: boolean;
}

/** Returns keyword arguments of a Python call, also of a literal dictionary passed with `**`. */
function readKeywordArguments(code: ProjectCode, file: string, call: SgNode): KeywordArguments {
  const keywords = new Map<string, SgNode>();
  let isOpen = false;
  for (const argument of call.field('arguments')?.children() ?? []) {
    const [name, value] = [argument.field('name'), argument.field('value')];
    if (argument.kind() === 'keyword_argument' && name !== null && value !== null) {
      keywords.set(name.text(), value);
    } else if (argument.kind() === 'dictionary_splat') {
      const handed = argument.child(1);
      const options = handed === null ? null : pythonValue(code, file, handed);
      if (options?.kind() === 'dictionary') {
        for (const [key, value] of readDictionaryEntries(options)) keywords.set(key, value);
      } else isOpen = true;
    }
  }
  return { keywords, isOpen };
}

export function readDictionaryEntries(node: SgNode): readonly (readonly [string, SgNode])[] {
  return node.children().flatMap((pair) => {
    const [key, value] = [pair.field('key'), pair.field('value')];
    if (pair.kind() !== 'pair' || key?.kind() !== 'string' || value === null) return [];
    return [[key.text().replace(/^\w*(['"]+)(.*)\1$/su, '$2'), value] as const];
  });
}

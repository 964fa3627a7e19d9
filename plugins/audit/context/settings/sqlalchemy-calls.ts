import type { SgNode } from '@ast-grep/napi';
import { argumentsOf, type ProjectCode } from '../../../analysis/index.ts';
import { findCallNode } from '../../analysis/find-syntax-node-of-call.ts';
import { isExcludedFile } from '../../scoring/excluded-files.ts';
import { type KeywordArguments, readKeywordArguments } from './read-python-keyword-arguments.ts';

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

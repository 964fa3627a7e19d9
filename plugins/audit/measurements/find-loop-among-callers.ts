import type { Host } from 'perf-harness/plugin';
import { detectLanguage, loadParser, loopAround } from '../../analysis/index.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

type SyntaxTree = ReturnType<Awaited<ReturnType<typeof loadParser>>['parse']>;

/** Finds, on the path of a statement, the innermost caller that calls in a loop; null: none does. */
export type FindLoop = (places: readonly MeasuredLocation[]) => MeasuredLocation | null;

const CALL_KINDS = ['call_expression', 'call', 'new_expression'] as const;

/** Returns a search in the files of a project, each of which is parsed once. */
export async function createLoopSearch(host: Host): Promise<FindLoop> {
  const { parse, lacks } = await loadParser(host);
  const trees = new Map<string, SyntaxTree | null>();
  const treeOf = (file: string): SyntaxTree | null => {
    const language = detectLanguage(file);
    const text = language === null || lacks(language) !== null ? null : host.files.read(file);
    return language === null || text === null ? null : parse(language, text);
  };
  const isInLoop = ({ file, line }: MeasuredLocation): boolean => {
    if (!trees.has(file)) trees.set(file, treeOf(file));
    const root = trees.get(file)?.root();
    if (root === undefined) return false;
    const kinds = CALL_KINDS.filter(
      (kind) => (kind === 'call') === (detectLanguage(file) === 'Python'),
    );
    return kinds
      .flatMap((kind) => root.findAll({ rule: { kind } }))
      .some((call) => call.range().start.line + 1 === line && loopAround(call) !== null);
  };
  return (places) => {
    const index = places.findIndex(isInLoop);
    return index > 0 ? (places[index] ?? null) : null;
  };
}

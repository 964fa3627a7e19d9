import type { SgNode } from '@ast-grep/napi';
import type { Host } from 'perf-harness/plugin';
import { detectLanguage, isFunction, loadParser } from '../../analysis/index.ts';
import type { MeasuredLocation } from './scenario-evidence-types.ts';

/** Loop on the path of a statement; its place is that of the statement, or a caller. */
export type PathLoop =
  | { readonly type: 'at'; readonly place: MeasuredLocation; readonly isCaller: boolean }
  | { readonly type: 'none' }
  /** Part of the path could not be read, such as a template, or calls itself. */
  | { readonly type: 'unknown' };

/** Finds the innermost loop on a path. @param places - Innermost first. */
export type FindLoop = (places: readonly MeasuredLocation[]) => PathLoop;

const CALLS = { any: [{ kind: 'call_expression' }, { kind: 'new_expression' }] };
const PYTHON_CALLS = { kind: 'call' };
const LOOPS =
  /^(?:for_statement|for_in_statement|while_statement|do_statement|(?:list|set|dictionary)_comprehension|generator_expression)$/u;
/** Functions that call their callback once for each element. */
const ITERATES = /(?:^|\.)(?:\w*(?:[mM]ap|[eE]ach|Limit|Series|Times)|filter|reduce|some|every)$/u;

/** Returns a search in the files of a project, each of which is parsed once. */
export async function createLoopSearch(host: Host): Promise<FindLoop> {
  const { parse, lacks } = await loadParser(host);
  const calls = new Map<string, readonly SgNode[] | null>();
  const readCalls = (file: string): readonly SgNode[] | null => {
    const language = detectLanguage(file);
    const text = language === null || lacks(language) !== null ? null : host.files.read(file);
    if (language === null || text === null) return null;
    const rule = language === 'Python' ? PYTHON_CALLS : CALLS;
    return parse(language, text).root().findAll({ rule });
  };
  const isInLoop = ({ file, line }: MeasuredLocation): boolean | null => {
    if (!calls.has(file)) calls.set(file, readCalls(file));
    const inFile = calls.get(file) ?? null;
    if (inFile === null) return null;
    const around = inFile.filter((call) => {
      const { start, end } = call.range();
      return start.line < line && line <= end.line + 1;
    });
    const least = Math.min(...around.map(heightOf));
    return around.some((call) => heightOf(call) === least && isRepeated(call));
  };
  return (places) => {
    const isKnown = places.map(isInLoop);
    const index = isKnown.indexOf(true);
    const place = places[index];
    if (place !== undefined) return { type: 'at', place, isCaller: index > 0 };
    const names = places.map((at) => `${at.file} ${at.function}`);
    const isRecursive = new Set(names).size < names.length;
    return { type: isKnown.includes(null) || isRecursive ? 'unknown' : 'none' };
  };
}

function heightOf(node: SgNode): number {
  const { start, end } = node.range();
  return end.line - start.line;
}

/** True if a loop of its own function, or an iteration with a callback, repeats a call. */
function isRepeated(node: SgNode): boolean {
  // The call of a function that is passed by its name: `rows.map(load)`.
  if (node.kind() === 'call_expression' && iterates(node)) return true;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (LOOPS.test(String(at.kind()))) return true;
    if (!isFunction(at)) continue;
    return iterates(at.parent()?.parent() ?? null);
  }
  return false;
}

function iterates(call: SgNode | null): boolean {
  return ITERATES.test(call?.field('function')?.text() ?? '');
}

import type { SgNode } from '@ast-grep/napi';
import { type ProjectCode, pythonValue } from '../../../analysis/index.ts';

export interface KeywordArguments {
  readonly keywords: ReadonlyMap<string, SgNode>;
  /** Set when an argument cannot be read, since it may contain keywords that are missing here. */
  readonly isOpen: boolean;
}

/** Returns keyword arguments of a Python call, also of a literal dictionary passed with `**`. */
export function readKeywordArguments(
  code: ProjectCode,
  file: string,
  call: SgNode,
): KeywordArguments {
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

/** Returns the entries whose keys are plain strings. */
export function readDictionaryEntries(node: SgNode): readonly (readonly [string, SgNode])[] {
  return node.children().flatMap((pair) => {
    const [key, value] = [pair.field('key'), pair.field('value')];
    if (pair.kind() !== 'pair' || key?.kind() !== 'string' || value === null) return [];
    return [[key.text().replace(/^\w*(['"]+)(.*)\1$/su, '$2'), value] as const];
  });
}

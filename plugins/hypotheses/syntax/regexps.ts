import type { SgNode } from '@ast-grep/napi';
import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp';
import { kindOf } from './nodes.ts';

/** A RegExp whose text is known. */
export interface KnownRegexp {
  readonly source: string;
  readonly flags: AST.Flags;
  readonly pattern: AST.Pattern;
  /** Groups that it remembers. */
  readonly capturing: number;
}

const parser = new RegExpParser({ ecmaVersion: 2025 });

/** Reads a RegExp; null: it is none that this release of the language has. */
export function parseRegexp(source: string, flagText: string): KnownRegexp | null {
  try {
    const flags = parser.parseFlags(flagText);
    const pattern = parser.parsePattern(source, 0, source.length, {
      unicode: flags.unicode,
      unicodeSets: flags.unicodeSets,
    });
    let capturing = 0;
    visitRegExpAST(pattern, {
      onCapturingGroupEnter: () => {
        capturing += 1;
      },
    });
    return { source, flags, pattern, capturing };
  } catch {
    return null;
  }
}

/** A literal RegExp; null: the node is none. */
export function literalRegexp(node: SgNode): KnownRegexp | null {
  if (kindOf(node) !== 'regex') return null;
  return parseRegexp(node.field('pattern')?.text() ?? '', node.field('flags')?.text() ?? '');
}

/** Whether each match takes a character at least. */
export function takesText({ pattern }: KnownRegexp): boolean {
  return pattern.alternatives.every(isLong);
}

function isLong({ elements }: AST.Alternative): boolean {
  return elements.some(takesOne);
}

function takesOne(element: AST.Element): boolean {
  switch (element.type) {
    case 'Quantifier':
      return element.min > 0 && takesOne(element.element);
    case 'Group':
    case 'CapturingGroup':
      return element.alternatives.every(isLong);
    case 'Character':
    case 'CharacterSet':
      return true;
    case 'CharacterClass':
      return !element.unicodeSets;
    default:
      return false;
  }
}

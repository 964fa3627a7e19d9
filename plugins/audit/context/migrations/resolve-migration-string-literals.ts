import type { SgNode } from '@ast-grep/napi';
import { RUNTIME_PLACEHOLDER } from '../sql/sql-text-with-source-line-numbers.ts';

interface Piece {
  readonly text: string;
  readonly line: number;
}

/** Looks up the value of a name in the same file; null if unknown. */
export type ValueLookup = (name: string) => SgNode | null;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0' };
/** Maximum depth of names inside strings to resolve. */
const DEEPEST = 3;

/**
 * Returns the pieces of a Python or script string, with inserted values as far as they are literal;
 * a placeholder name stands for the others. Returns null if the node is not a string.
 */
export function resolveStringParts(
  node: SgNode,
  heldBy: ValueLookup,
  depth = 0,
): readonly Piece[] | null {
  switch (node.kind()) {
    case 'string':
    case 'template_string':
      return node.children().flatMap((child) => partOf(child, isRaw(node), heldBy, depth));
    case 'concatenated_string':
      return node.children().flatMap((child) => resolveStringParts(child, heldBy, depth) ?? []);
    case 'parenthesized_expression': {
      const inner = node.child(1);
      return inner === null ? null : resolveStringParts(inner, heldBy, depth);
    }
    case 'binary_operator':
    case 'binary_expression':
      return sumOf(node, heldBy, depth);
    default:
      return null;
  }
}

/** `"CREATE TRIGGER " + NAME`. */
function sumOf(node: SgNode, heldBy: ValueLookup, depth: number): readonly Piece[] | null {
  if (node.field('operator')?.text() !== '+') {
    // For `"… %s" % name`, the left side is used with its placeholders.
    const left = node.field('left');
    return left === null ? null : resolveStringParts(left, heldBy, depth);
  }
  return [node.field('left'), node.field('right')].flatMap((operand) =>
    operand === null
      ? []
      : (resolveStringParts(operand, heldBy, depth) ?? putIn(operand, heldBy, depth)),
  );
}

function partOf(
  part: SgNode,
  isVerbatim: boolean,
  heldBy: ValueLookup,
  depth: number,
): readonly Piece[] {
  const line = part.range().start.line + 1;
  switch (part.kind()) {
    case 'string_content':
      return isVerbatim ? [{ text: part.text(), line }] : unescaped(part);
    case 'string_fragment':
      return [{ text: part.text(), line }];
    case 'escape_sequence':
      return [{ text: characterOf(part.text()), line }];
    case 'interpolation':
    case 'template_substitution': {
      const inner = part.child(1);
      return inner === null ? [] : putIn(inner, heldBy, depth);
    }
    default:
      return [];
  }
}

function putIn(node: SgNode, heldBy: ValueLookup, depth: number): readonly Piece[] {
  const held = node.kind() === 'identifier' && depth < DEEPEST ? heldBy(node.text()) : node;
  const known = held === null ? null : resolveStringParts(held, heldBy, depth + 1);
  return known ?? [{ text: RUNTIME_PLACEHOLDER, line: node.range().start.line + 1 }];
}

/** Splits a Python string at its escapes, which its grammar nests in the text. */
function unescaped(content: SgNode): readonly Piece[] {
  const { start } = content.range();
  const text = content.text();
  const pieces: Piece[] = [];
  let [at, line] = [0, start.line + 1];
  for (const sequence of content.children()) {
    if (sequence.kind() !== 'escape_sequence') continue;
    const place = sequence.range();
    const from = place.start.index - start.index;
    pieces.push({ text: text.slice(at, from), line });
    pieces.push({ text: characterOf(sequence.text()), line: place.start.line + 1 });
    at = place.end.index - start.index;
    line = place.end.line + 1;
  }
  return [...pieces, { text: text.slice(at), line }].filter((piece) => piece.text !== '');
}

function characterOf(sequence: string): string {
  const character = sequence.slice(1);
  // A line end after `\` is not part of the string.
  if (/^\r?\n$/u.test(character)) return '';
  return ESCAPES[character] ?? character;
}

function isRaw(node: SgNode): boolean {
  return /^\w*r/iu.test(node.child(0)?.text() ?? '');
}

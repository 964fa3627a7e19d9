/** A block of a schema of Prisma, such as a model. */
export interface PrismaBlock {
  /** `model`, `datasource`, … */
  readonly kind: string;
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** Lines of its body, without comments. */
  readonly lines: readonly { readonly text: string; readonly line: number }[];
}

/** Returns a Prisma schema's blocks; its grammar has one statement a line and no nested blocks. */
export function parsePrismaBlocks(schema: string): readonly PrismaBlock[] {
  const blocks: {
    kind: string;
    name: string;
    line: number;
    lines: { text: string; line: number }[];
  }[] = [];
  let open: (typeof blocks)[number] | null = null;
  for (const [index, raw] of schema.split(/\r?\n/u).entries()) {
    const text = withoutComment(raw).trim();
    const line = index + 1;
    const [kind = '', name = '', brace] = text.split(/\s+/u);
    if (open === null && brace === '{') {
      open = { kind, name, line, lines: [] };
      blocks.push(open);
    } else if (text === '}') open = null;
    else if (text !== '') open?.lines.push({ text, line });
  }
  return blocks;
}

/** Returns the text before `//` outside of strings, since URLs contain `//` as well. */
function withoutComment(line: string): string {
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === '"' && line[at - 1] !== '\\') isQuoted = !isQuoted;
    if (!isQuoted && line.startsWith('//', at)) return line.slice(0, at);
  }
  return line;
}

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

/** Text before `//` outside of strings, since URLs contain `//` as well. */
const CODE = /^(?:"(?:\\.|[^"\\])*"|(?!\/\/).)*/u;

/** Returns a Prisma schema's blocks; its grammar has one statement a line and no nested blocks. */
export function parsePrismaBlocks(schema: string): readonly PrismaBlock[] {
  const blocks: (PrismaBlock & { readonly lines: { text: string; line: number }[] })[] = [];
  let isOpen = false;
  for (const [index, raw] of schema.split(/\r?\n/u).entries()) {
    const text = (CODE.exec(raw)?.[0] ?? '').trim();
    const line = index + 1;
    const [kind = '', name = '', brace] = text.split(/\s+/u);
    if (!isOpen && brace === '{') {
      isOpen = true;
      blocks.push({ kind, name, line, lines: [] });
    } else if (text === '}') isOpen = false;
    else if (isOpen && text !== '') blocks.at(-1)?.lines.push({ text, line });
  }
  return blocks;
}

import type { Block } from './view.ts';

/** Blocks of Markdown alone: other blocks show their content in a terminal and on a page. */
export function onlyInMarkdown(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null, inTerminal: [] }));
}

/** Blocks of a page alone, made with it. */
export function onlyOnPage(blocks: () => readonly Block[]): Block {
  return { type: 'chart', line: null, html: null, onPage: blocks };
}

/** Blocks of a terminal alone. */
export function onlyInTerminal(blocks: readonly Block[]): Block {
  return { type: 'chart', line: null, html: null, inTerminal: blocks };
}

/** Blocks that a page leaves out, since a picture shows their content there. */
export function notOnPage(blocks: readonly Block[]): readonly Block[] {
  return blocks.map((block) => ({ ...block, onPage: null }));
}

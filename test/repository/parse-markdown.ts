/** Code blocks and links of the repository's prose, read with a Markdown parser. */
import { marked, type Token } from 'marked';

export interface CodeBlock {
  /** The word after the fence; empty where there is none. */
  readonly language: string;
  readonly text: string;
}

export function readCodeBlocks(markdown: string): readonly CodeBlock[] {
  const blocks: CodeBlock[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'code') blocks.push({ language: token.lang ?? '', text: `${token.text}\n` });
  });
  return blocks;
}

/** Targets of links and images, as they are written. */
export function readLinks(markdown: string): readonly string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') found.push(token.href);
  });
  return found;
}

/** Anchors of the headings, as they are made where Markdown is shown. */
export function readAnchors(markdown: string): readonly string[] {
  const found: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    if (token.type !== 'heading') return;
    found.push(
      String(token.text)
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    );
  });
  return found;
}

/** Words of messages and pages: the glossary's, not those that it replaces. */
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import {
  listRepositoryFiles,
  listSourceFiles,
  readRepositoryFile,
} from './read-repository-sources.ts';

/** Words and phrases for which docs/glossary.md has a term; all are rare in ordinary English. */
const REPLACED =
  /(?<![\w`-])(?:strangers?|told(?! apart)|mend(?:s|ed|ing)?|excused?|seldom|sparingly|untaken|weighed|opponents|undecided|by heart|in one go|way there and back|leans to (?:better|worse)|handed (?:in|over|on)|at the most|looked at|as it came|asked for nothing)(?![\w`-]|:)/iu;

const WORD = /[A-Za-z][a-z']+/gu;

interface Text {
  readonly start: number;
  readonly text: string;
}

/** Texts of three words and more in a source file: messages, labels, help, prompts. */
function textsOf(path: string, source: string): readonly Text[] {
  const found: Text[] = [];
  const add = (start: number, text: string): void => {
    if ((text.match(WORD) ?? []).length >= 3) found.push({ start, text });
  };
  const visitor = new Visitor({
    Literal: ({ start, value }) => {
      if (typeof value === 'string') add(start, value);
    },
    TemplateElement: ({ start, value }) => add(start, value.raw),
  });
  visitor.visit(parseSync(path, source).program);
  return found;
}

describe('the wording', () => {
  test('of messages uses the terms of the glossary', () => {
    const product = listSourceFiles().filter((path) => !/^(?:test|bench|tools)\//u.test(path));
    const found = product.flatMap((path) => {
      const source = readRepositoryFile(path);
      if (!REPLACED.test(source)) return [];
      return textsOf(path, source)
        .filter(({ text }) => REPLACED.test(text))
        .map(({ start, text }) => `${path}:${source.slice(0, start).split('\n').length} ${text}`);
    });
    expect(found).toEqual([]);
  });

  test('of pages uses the terms of the glossary', () => {
    const pages = listRepositoryFiles().filter(
      (path) => /^(?:docs\/.*|[A-Z]+)\.md$/u.test(path) && !/glossary|requirements/u.test(path),
    );
    const found = pages.flatMap((path) =>
      readRepositoryFile(path)
        .split('\n')
        .flatMap((line, index) => (REPLACED.test(line) ? [`${path}:${index + 1} ${line}`] : [])),
    );
    expect(found).toEqual([]);
  });
});

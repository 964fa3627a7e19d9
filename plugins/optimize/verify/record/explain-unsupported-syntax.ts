/** Error of Node.js 22 and later at `import … assert { type: 'json' }`, which it replaced by `with`. */
const ASSERTION = /SyntaxError: Unexpected identifier 'assert'/u;

/** Explains a failure that is due to the version of Node.js; null: the output shows no such failure. */
export function explainUnsupportedSyntax(output: string): string | null {
  return ASSERTION.test(output)
    ? `Node.js ${process.versions.node} does not run \`import … assert\`, only Node.js 20 and earlier do: write \`with\` in place of \`assert\``
    : null;
}

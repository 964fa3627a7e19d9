const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** Words that no binding can have. */
const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|eval|arguments)$/u;

/**
 * JSON as a module, its keys by their names too, as TypeScript with `resolveJsonModule` has it.
 * @throws SyntaxError where it is no JSON.
 */
export function jsonModule(text: string): string {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/u, ''));
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const names = keys.filter((key) => NAME.test(key) && !RESERVED.test(key));
  return [
    // By JSON.parse, as its own key would otherwise be taken for the prototype.
    `const value = JSON.parse(${JSON.stringify(JSON.stringify(value))});`,
    'export default value;',
    ...names.map(
      (name, index) => `const key${index} = value.${name}; export { key${index} as ${name} };`,
    ),
  ].join('\n');
}

/** oxc-parser for the syntax and eslint-scope for the names of a file; between files only what imports say. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { analyze } from 'eslint-scope';
import { parseSync, visitorKeys } from 'oxc-parser';

export async function open(_version, folder) {
  const files = new Map();
  function read(file) {
    if (files.has(file)) return files.get(file);
    const text = readFileSync(join(folder, file), 'utf8');
    const { program } = parseSync(file, text, { range: true, lang: file.endsWith('js') ? 'jsx' : 'ts', astType: 'js' });
    const all = [];
    const visit = (node, parent) => { node.parent = parent; all.push(node); for (const key of visitorKeys[node.type] ?? []) for (const child of [node[key]].flat()) if (child?.type) visit(child, node); };
    visit(program, null);
    const scopes = analyze(program, { ecmaVersion: 2024, sourceType: 'module', range: true, childVisitorKeys: visitorKeys, fallback: 'none' }).scopes;
    const lines = [0]; for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
    files.set(file, { program, all, scopes, lines });
    return files.get(file);
  }
  const lineOf = ({ lines }, offset) => lines.findLastIndex((start) => start <= offset) + 1;
  const nodeAt = ({ file, line, column, endLine, endColumn }) => { const { all, lines } = read(file); return all.findLast(({ start, end }) => start === lines[line - 1] + column - 1 && end === lines[endLine - 1] + endColumn - 1); };
  const variableOf = (file, node) => { const { scopes } = read(file); for (const scope of scopes) { const found = scope.references.find(({ identifier }) => identifier === node)?.resolved ?? scope.variables.find(({ identifiers }) => identifiers.includes(node)); if (found) return found; } return null; };
  function target(file, source) {
    if (!source.startsWith('.')) return null;
    const base = join(dirname(file), source.replace(/\.[cm]?js$/u, ''));
    return [`${base}.ts`, `${base}.js`, `${base}/index.js`, `${base}/index.ts`].find((one) => existsSync(join(folder, one))) ?? null;
  }
  /** By imports, requires and new: `package:name.member`, or the declaration in another file. */
  function meaning(file, node, member, steps = 0) {
    if (!node || steps > 6) return null;
    if (node.type === 'MemberExpression') return meaning(file, node.object, member, steps + 1);
    if (node.type === 'NewExpression' || node.type === 'CallExpression') return node.callee.name === 'require' ? fromModule(file, node.arguments[0].value, undefined, member) : meaning(file, node.callee, member, steps + 1);
    if (node.type !== 'Identifier') return null;
    const variable = variableOf(file, node);
    if (!variable) return null;
    const [{ node: at, parent } = {}] = variable.defs;
    if (parent?.type === 'ImportDeclaration') return fromModule(file, parent.source.value, at.type === 'ImportSpecifier' ? at.imported.name : undefined, member);
    if (at?.type !== 'VariableDeclarator') return member ? null : placed(file, variable);
    const found = at.init && /require|\w/u.test(at.init.type) && (member || /^require$/u.test(at.init.callee?.name ?? '')) ? meaning(file, at.init, member, steps + 1) : null;
    return found ?? (member ? null : placed(file, variable));
  }
  function fromModule(file, source, name, member) {
    if (!source.startsWith('.')) return `package:${source.replace(/^node:/u, '').split('/').slice(0, source.startsWith('@') ? 2 : 1).join('/')}${member ?? name ? `.${member ?? name}` : ''}`;
    const other = target(file, source);
    if (!other || member) return null;
    const { scopes, program } = read(other);
    const exported = program.body.find(({ type }) => type === 'ExportDefaultDeclaration')?.declaration;
    const local = name ?? exported?.name ?? exported?.id?.name;
    const variable = scopes.find(({ type }) => type === 'module')?.set.get(local);
    return variable ? placed(other, variable) : null;
  }
  const placed = (file, variable) => (variable.identifiers[0] ? `${file}:${lineOf(read(file), variable.identifiers[0].start)}` : null);
  const literal = (node) => (node?.type === 'Literal' ? JSON.stringify(node.value) : null);
  const init = (file, node) => { const variable = node.type === 'Identifier' && variableOf(file, node); const def = variable?.defs?.[0]; return def?.node.type === 'VariableDeclarator' && def.parent.kind === 'const' ? def.node.init : node; };
  const answers = {
    declaration: ({ file }, node) => (variableOf(file, node) ? meaning(file, node) : 'global'),
    reach: ({ file }, node) => (node.parent.type === 'MemberExpression' ? (variableOf(file, node.parent.object) || node.parent.object.type !== 'Identifier' ? meaning(file, node.parent.object, node.name) : `global:${node.parent.object.name}.${node.name}`) : meaning(file, node)),
    written({ file }, node) {
      const variable = variableOf(file, node);
      if (!variable) return null;
      const others = variable.references.filter(({ init: isInit }) => !isInit);
      const isTop = variable.scope.variableScope.type === 'module';
      return `${others.some((one) => one.isWrite()) ? 'again' : 'once'} ${!isTop && others.some(({ from }) => from.variableScope !== variable.scope.variableScope) ? 'captured' : 'local'}`;
    },
    receiver({ file }, node) {
      const made = init(file, node);
      if (made?.type === 'ArrayExpression') return 'array';
      if (made?.type === 'TemplateLiteral' || typeof made?.value === 'string') return 'string';
      return made?.type === 'NewExpression' && /^(?:Set|Map)$/u.test(made.callee.name) ? made.callee.name.toLowerCase() : null;
    },
    value: ({ file }, node) => literal(init(file, node)),
    loop: ({ file }, node) => { const made = init(file, node); return made?.type === 'ArrayExpression' ? String(made.elements.length) : 'other'; },
    awaitable: () => null,
    later: ({ file }, node) => (node.parent.type === 'CallExpression' ? (/^(?:map|forEach|filter|reduce|some|every|flatMap)$/u.test(node.parent.callee.property?.name) ? 'now' : 'later') : null),
    callers: () => null,
    extends({ file }, node) { const { superClass } = node.parent; if (!superClass) return 'none'; return variableOf(file, superClass) ? meaning(file, superClass)?.replace(/^(?!package:).*/u, '') || null : `global:${superClass.name}`; },
  };
  return { answer: (question) => { const node = nodeAt(question); return node ? answers[question.kind](question, node) : null; } };
}

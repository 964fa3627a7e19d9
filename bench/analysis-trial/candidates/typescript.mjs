/** The checker of TypeScript 7, through `typescript/unstable/sync`. */
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import { API, SymbolFlags } from 'typescript/unstable/sync';

const ROWS =
  /^package:(?:typeorm|@prisma\/client|mongoose|knex|sequelize)\b.*\.(?:find\w*|query|exec|getMany|all)$/u;
const ITERATES = /\.(?:map|forEach|flatMap|filter|reduce|some|every|find|sort)$/u;
const NOW =
  /^global:(?:(?:Readonly)?Array|String|Map|Set|Promise|JSON)(?:Constructor)?\.(?!then|catch|finally)/u;

const WRAPS = /^(?:Call|New|Await|PropertyAccess|NonNull|As|Parenthesized)Expression$/u;

/** Global state, since each process answers questions about only one project. */
let checker;
let program;
let project;
let folder;
let subject;

export function open(root, part) {
  folder = root;
  subject = part;
  const types = join(folder, 'node_modules/@types');
  const settings = {
    compilerOptions: {
      allowJs: true,
      noEmit: true,
      skipLibCheck: true,
      strict: true,
      experimentalDecorators: true,
      target: 'esnext',
      module: 'esnext',
      moduleResolution: 'bundler',
      types: existsSync(join(types, 'node')) ? ['node'] : [],
      typeRoots: [types],
    },
    include: [join(folder, subject)],
  };
  const config = join(mkdtempSync(join(tmpdir(), 'trial-')), 'tsconfig.json');
  writeFileSync(config, JSON.stringify(settings));
  const api = new API({ cwd: folder });
  [project] = api.updateSnapshot({ openProjects: [config] }).getProjects();
  ({ checker, program } = project);
  return { answer, close: () => api.close() };
}

const fileOf = (name) => program.getSourceFile(name);
const declarationsOf = (symbol) =>
  symbol.declarations.map((declaration) => declaration.resolve(project)).filter(Boolean);
const kindName = (node) => SyntaxKind[node.kind];
const is = (node, ...kinds) => node !== undefined && kinds.includes(kindName(node));
const fileAt = (node) => {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
};
const isOwn = (name) => name.startsWith(`${folder}/`) && !name.includes('/node_modules/');

function nodeAt({ file, line, column, endLine, endColumn }) {
  const source = fileOf(join(folder, file));
  const [start, end] = [
    source.getPositionOfLineAndCharacter(line - 1, column - 1),
    source.getPositionOfLineAndCharacter(endLine - 1, endColumn - 1),
  ];
  let found;
  const visit = (node) => {
    if (node.end < end || node.pos > start) return;
    if (node.getStart(source) === start && node.end === end) {
      found ??= node;
      if (is(node, 'Identifier', 'PrivateIdentifier')) found = node;
    }
    node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return found;
}
function symbolOf(node) {
  const own = is(node.parent, 'ShorthandPropertyAssignment')
    ? checker.getShorthandAssignmentValueSymbol(node.parent)
    : checker.getSymbolAtLocation(node);
  if (!own) return undefined;
  const [written] = declarationsOf(own);
  // `module.exports = { name }` leads on to the name.
  if (is(written, 'ShorthandPropertyAssignment'))
    return checker.getShorthandAssignmentValueSymbol(written) ?? own;
  if (!(own.flags & SymbolFlags.Alias)) return own;
  const meant = checker.getAliasedSymbol(own);
  return declarationsOf(meant).length > 0 ? meant : own;
}
function placeOf(declaration) {
  const source = fileAt(declaration);
  const name = declaration.name ?? declaration;
  return `${source.fileName.slice(folder.length + 1)}:${source.getLineAndCharacterOfPosition(name.getStart(source)).line + 1}`;
}
function packageIn(path) {
  const [, found] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path) ?? [];
  return found === undefined || /\/lib\.[\w.]+\.d\.ts$/u.test(path)
    ? null
    : found
        .replace(/^@types\//u, '')
        .replace('express-serve-static-core', 'express')
        .replace(/^\.prisma$/u, '@prisma/client');
}
/** A declaration by its place, or by its package and names. */
function nameOf(declaration, name) {
  const path = fileAt(declaration).fileName;
  if (isOwn(path)) return placeOf(declaration);
  const parent = declaration.parent?.name?.text ?? declaration.parent?.parent?.name?.text;
  const full = [parent, name ?? declaration.name?.text].filter(Boolean).join('.');
  const from = packageIn(path);
  return from === null || from === 'node' ? `global:${full}` : `package:${from}.${full}`;
}
const text = (node) => fileAt(node).text.slice(node.getStart(fileAt(node)), node.end);
function rootOf(node) {
  let at = node;
  while (at && !is(at, 'Identifier')) at = at.expression ?? at.left ?? at.typeName;
  return at;
}
/**
 * Returns the package that an expression comes from, by imports, initializers and annotations
 * alone, for projects without installed dependencies.
 */
function packageOf(node, steps = 0) {
  if (node === undefined || steps > 8) return null;
  if (is(node, 'PropertyAccessExpression') && is(node.expression, 'ThisKeyword'))
    return packageOfDeclaration(
      declarationsOf(checker.getSymbolAtLocation(node.name) ?? { declarations: [] })[0],
      steps,
    );
  if (is(node, 'CallExpression') && text(node.expression) === 'require')
    return is(node.arguments[0], 'StringLiteral') && !node.arguments[0].text.startsWith('.')
      ? { from: node.arguments[0].text }
      : null;
  const inner = WRAPS.test(kindName(node)) ? node.expression : undefined;
  if (inner) return packageOf(inner, steps + 1);
  const root = rootOf(node);
  const symbol = root && checker.getSymbolAtLocation(root);
  return symbol ? packageOfDeclaration(declarationsOf(symbol)[0], steps) : null;
}
function packageOfDeclaration(declaration, steps) {
  if (declaration === undefined || !isOwn(fileAt(declaration).fileName)) return null;
  if (is(declaration, 'ImportSpecifier', 'ImportClause', 'NamespaceImport')) {
    let at = declaration;
    while (at && !is(at, 'ImportDeclaration', 'JSImportDeclaration')) at = at.parent;
    const from = at.moduleSpecifier.text;
    if (from.startsWith('.')) return null;
    return {
      from,
      name: is(declaration, 'ImportSpecifier')
        ? (declaration.propertyName ?? declaration.name).text
        : undefined,
    };
  }
  const typed = declaration.type?.typeName;
  if (typed) return packageOf(typed, steps + 1);
  const given = is(declaration.parent, 'BinaryExpression') ? declaration.parent : declaration;
  if (is(given, 'BinaryExpression')) return packageOf(given.right, steps + 1);
  let holder = declaration;
  while (is(holder, 'BindingElement', 'ObjectBindingPattern')) holder = holder.parent;
  return is(holder, 'VariableDeclaration', 'PropertyDeclaration')
    ? packageOf(holder.initializer, steps + 1)
    : null;
}
function written(found, name) {
  if (found === null) return null;
  const from = found.from
    .replace(/^node:/u, '')
    .split('/')
    .slice(0, found.from.startsWith('@') ? 2 : 1)
    .join('/');
  return `package:${from}${(name ?? found.name) ? `.${name ?? found.name}` : ''}`;
}
function declared(node) {
  const symbol = symbolOf(node);
  const [declaration] = symbol ? declarationsOf(symbol) : [];
  if (declaration === undefined) return symbol ? 'global' : null;
  const found = written(packageOfDeclaration(declaration, 0));
  if (found !== null) return found;
  const name = nameOf(declaration, symbol.name === 'default' ? undefined : symbol.name);
  return name.startsWith('global:') ? 'global' : name;
}
function reached(node) {
  const symbol = symbolOf(node);
  const [declaration] = symbol ? declarationsOf(symbol) : [];
  if (is(declaration, 'Parameter')) {
    const called = checker.getResolvedSignature(node.parent)?.declaration?.resolve(project);
    const typed = declaration.type?.typeName;
    return called && !isOwn(fileAt(called).fileName)
      ? nameOf(called.parent)
      : typed
        ? written(packageOf(typed))
        : null;
  }
  const access =
    is(node.parent, 'PropertyAccessExpression') && node.parent.name === node
      ? node.parent
      : undefined;
  const isAlias = is(
    declaration,
    'ImportSpecifier',
    'ImportClause',
    'NamespaceImport',
    'BindingElement',
  );
  if (
    declaration &&
    !isAlias &&
    !(is(declaration, 'VariableDeclaration') && text(declaration).includes('require('))
  )
    return nameOf(declaration, symbol.name);
  return written(packageOf(access ? access.expression : node), access ? node.text : undefined);
}
function typeName(node) {
  const type = checker.getNonNullableType(checker.getTypeAtLocation(node));
  const shown = checker.typeToString(type);
  if (/^(?:string|number|boolean)$/u.test(shown)) return shown;
  if (/^["'`]/u.test(shown)) return 'string';
  if (/\[\]$|^(?:readonly )?\[|^(?:Readonly)?Array</u.test(shown)) return 'array';
  const [, kept] = /^(?:Readonly|Weak)?(Set|Map)</u.exec(shown) ?? [];
  if (kept) return kept.toLowerCase();
  const symbol = type.getSymbol?.();
  const [declaration] = symbol ? declarationsOf(symbol) : [];
  if (!declaration || is(declaration, 'TypeLiteral', 'ObjectLiteralExpression'))
    return written(packageOf(node));
  return isOwn(fileAt(declaration).fileName)
    ? `class:${symbol.name}`
    : nameOf(declaration, symbol.name);
}
const FUNCTIONS = [
  'ArrowFunction',
  'FunctionExpression',
  'FunctionDeclaration',
  'MethodDeclaration',
  'Constructor',
  'GetAccessor',
  'SetAccessor',
];
function functionAround(node) {
  let at = node.parent;
  while (at && !is(at, ...FUNCTIONS)) at = at.parent;
  return at;
}
function usesOf(source, symbol, name) {
  const found = [];
  const visit = (node) => {
    if (is(node, 'Identifier', 'PrivateIdentifier') && node.text === name) {
      const own = symbolOf(node);
      if (own && own.id === symbol.id) found.push(node);
    }
    node.forEachChild(visit);
  };
  source.forEachChild(visit);
  return found;
}
function isWrite(node) {
  const { parent } = node;
  if (is(parent, 'BinaryExpression') && parent.left === node)
    return (
      /Equals|Assign/u.test(kindName(parent.operatorToken)) &&
      !/EqualsEquals|Exclamation|Less|Greater(?!.*Assign)/u.test(kindName(parent.operatorToken))
    );
  return (
    is(parent, 'PrefixUnaryExpression', 'PostfixUnaryExpression') && /\+\+|--/u.test(text(parent))
  );
}
function writes(node) {
  const symbol = symbolOf(node);
  if (!symbol) return null;
  const uses = usesOf(fileAt(node), symbol, node.text).filter(
    (use) => use !== node && use.getStart(fileAt(use)) !== node.getStart(fileAt(node)),
  );
  const home = functionAround(node);
  return `${uses.some((use) => isWrite(use)) ? 'again' : 'once'} ${home && uses.some((use) => functionAround(use) !== home) ? 'captured' : 'local'}`;
}
function literalOf(node) {
  const type = checker.getTypeAtLocation(node);
  const shown = checker.typeToString(type);
  if (/^(?:"[^"|]*"|\d+|true|false)$/u.test(shown)) return shown;
  const [declaration] = declarationsOf(symbolOf(node.name ?? node) ?? { declarations: [] });
  return is(declaration?.initializer, 'StringLiteral', 'NumericLiteral') &&
    is(
      declaration,
      'VariableDeclaration',
      'PropertyAssignment',
      'PropertyDeclaration',
      'EnumMember',
    )
    ? JSON.stringify(declaration.initializer.text)
    : null;
}
function initial(node) {
  const [declaration] = is(node, 'Identifier')
    ? declarationsOf(symbolOf(node) ?? { declarations: [] })
    : [];
  return is(declaration, 'VariableDeclaration') && declaration.initializer
    ? declaration.initializer
    : node;
}
function loops(node) {
  let over = initial(node);
  if (is(over, 'AwaitExpression')) over = over.expression;
  if (is(over, 'ArrayLiteralExpression')) return String(over.elements.length);
  const callee = is(over, 'CallExpression') ? over.expression : undefined;
  const name = callee ? reached(callee.name ?? callee) : null;
  return name !== null && ROWS.test(name) ? 'rows' : 'other';
}
function callOf(node) {
  let at = node.parent;
  while (at && !is(at, 'CallExpression', 'NewExpression', 'Decorator')) at = at.parent;
  return at;
}
function awaitable(node) {
  const call = callOf(node);
  const type = is(call, 'Decorator') ? undefined : checker.getTypeAtLocation(call);
  const shown = type && checker.typeToString(type);
  if (!shown || /^(?:any|unknown|error)$/u.test(shown)) return null;
  return checker.getPropertyOfType(checker.getApparentType(type) ?? type, 'then') ? 'yes' : 'no';
}
function later(node) {
  const callee = callOf(node)?.expression;
  const name = callee && reached(callee.name ?? callee);
  // Without a type, the name decides.
  return name
    ? NOW.test(name)
      ? 'now'
      : /^(?:package|global):/u.test(name)
        ? 'later'
        : null
    : callee
      ? ITERATES.test(text(callee))
        ? 'now'
        : 'later'
      : null;
}
function callers(node) {
  const symbol = symbolOf(node);
  const sources = program
    .getSourceFileNames()
    .filter(
      (name) =>
        name.startsWith(join(folder, subject)) && !/(?:__tests__|\.(?:test|spec)\.)/u.test(name),
    )
    .map(fileOf)
    .filter((source) => source?.text.includes(node.text));
  const found = sources
    .flatMap((source) => usesOf(source, symbol, node.text))
    .filter((use) => {
      const callee = is(use.parent, 'PropertyAccessExpression') ? use.parent : use;
      return (
        is(callee.parent, 'CallExpression', 'NewExpression') && callee.parent.expression === callee
      );
    });
  return [...new Set(found.map((use) => placeOf(use)))].sort().join(' ') || 'none';
}
function topClass(node) {
  const clause = (at) =>
    at.heritageClauses?.find((heritageClause) => text(heritageClause).startsWith('extends'))
      ?.types[0]?.expression;
  for (let at = node.parent; ; ) {
    const base = clause(at);
    if (base === undefined) return at === node.parent ? 'none' : placeOf(at);
    const symbol = symbolOf(base.name ?? base);
    const next =
      symbol &&
      declarationsOf(symbol).find((declaration) =>
        is(declaration, 'ClassDeclaration', 'ClassExpression'),
      );
    if (!next || !isOwn(fileAt(next).fileName)) {
      const name = declared(base.name ?? base);
      return name === 'global' ? `global:${text(base)}` : name;
    }
    at = next;
  }
}
const answers = {
  declaration: declared,
  reach: reached,
  receiver: typeName,
  written: writes,
  value: literalOf,
  loop: loops,
  awaitable,
  later,
  callers,
  extends: topClass,
};
function answer(question) {
  const node = nodeAt(question);
  return node === undefined ? null : answers[question.kind](node);
}

/** The cases of this half, by name. */
import { CASE as codegraph } from './development/codegraph.ts';
import { CASE as commonmark } from './development/commonmark.ts';
import { CASE as d3Array } from './development/d3-array.ts';
import { CASE as dateFns } from './development/date-fns.ts';
import { CASE as ejs } from './development/ejs.ts';
import { CASE as express } from './development/express.ts';
import { CASE as fastXmlParser } from './development/fast-xml-parser.ts';
import { CASE as luxon } from './development/luxon.ts';
import { CASE as markdownIt } from './development/markdown-it.ts';
import { CASE as matchSorter } from './development/match-sorter.ts';
import { CASE as mqttPacket } from './development/mqtt-packet.ts';
import { CASE as msgpackJavascript } from './development/msgpack-javascript.ts';
import { CASE as nodeSemver } from './development/node-semver.ts';
import { CASE as papaparse } from './development/papaparse.ts';
import { CASE as pgProtocolCopies } from './development/pg-protocol-copies.ts';
import { CASE as postcssSelectorParser } from './development/postcss-selector-parser.ts';
import { CASE as saxJs } from './development/sax-js.ts';
import { CASE as sequelize } from './development/sequelize.ts';
import { CASE as slonikDataloaders } from './development/slonik-dataloaders.ts';
import { CASE as turf } from './development/turf.ts';
import { CASE as ueberdbCache } from './development/ueberdb-cache.ts';
import { CASE as wrapAnsi } from './development/wrap-ansi.ts';
import { CASE as ws } from './development/ws.ts';
import type { RepositoryCase } from './evaluation-case.ts';

export const DEVELOPMENT_CASES: readonly RepositoryCase[] = [
  codegraph,
  commonmark,
  d3Array,
  dateFns,
  ejs,
  express,
  fastXmlParser,
  luxon,
  markdownIt,
  matchSorter,
  mqttPacket,
  msgpackJavascript,
  nodeSemver,
  papaparse,
  pgProtocolCopies,
  postcssSelectorParser,
  saxJs,
  sequelize,
  slonikDataloaders,
  turf,
  ueberdbCache,
  wrapAnsi,
  ws,
];

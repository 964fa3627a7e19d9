import { bytesCodec } from './codecs/bytes-codec.ts';
import {
  boxedPrimitiveCodec,
  dateCodec,
  errorCodec,
  regexpCodec,
  urlCodec,
} from './codecs/date-regexp-url-and-error-codecs.ts';
import { mapCodec, setCodec } from './codecs/map-and-set-codecs.ts';
import {
  arrayCodec,
  functionCodec,
  plainObjectCodec,
} from './codecs/plain-object-array-and-function-codecs.ts';
import {
  iteratorCodec,
  opaqueCodec,
  promiseCodec,
} from './codecs/promise-iterator-and-native-object-codecs.ts';
import type { ObjectKind } from './encoded-value.ts';
import type { ValueCodec } from './value-codec.ts';

/** In order: the first codec that matches an object describes it. */
const CODECS: readonly ValueCodec[] = [
  functionCodec,
  arrayCodec,
  dateCodec,
  regexpCodec,
  mapCodec,
  setCodec,
  errorCodec,
  bytesCodec,
  boxedPrimitiveCodec,
  promiseCodec,
  iteratorCodec,
  urlCodec,
  opaqueCodec,
  plainObjectCodec,
];

const CODECS_BY_KIND = new Map(CODECS.map((codec) => [codec.kind, codec]));

export function findCodec(object: object): ValueCodec {
  return CODECS.find((codec) => codec.matches(object)) ?? plainObjectCodec;
}

export function findCodecByKind({ kind }: ObjectKind): ValueCodec {
  return CODECS_BY_KIND.get(kind) ?? plainObjectCodec;
}

import { types } from 'node:util';
import { findGlobal } from '../builtin-objects.ts';
import type { BytesKind } from '../encoded-value.ts';
import { defineCodec, isIndex, isReference } from '../value-codec.ts';

type CreateView = (buffer: ArrayBuffer, offset: number, length: number) => object;

export const bytesCodec = defineCodec({
  kind: 'bytes',
  matches: (object) => types.isAnyArrayBuffer(object) || ArrayBuffer.isView(object),
  describe: (object, { encode }): BytesKind => {
    if (!ArrayBuffer.isView(object)) {
      const memory = object as ArrayBuffer;
      const base64 = Buffer.from(new Uint8Array(memory)).toString('base64');
      const type = types.isSharedArrayBuffer(object) ? 'SharedArrayBuffer' : 'ArrayBuffer';
      return { kind: 'bytes', type, base64 };
    }
    const { buffer, byteOffset, byteLength } = object;
    const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
    if (Buffer.isBuffer(object)) return { kind: 'bytes', type: 'Buffer', base64 };
    const type = types.isDataView(object) ? 'DataView' : typedArrayName(object);
    const memory = encode(buffer);
    if (!isReference(memory)) return { kind: 'bytes', type, base64 };
    return { kind: 'bytes', type, base64, buffer: { id: memory.id, offset: byteOffset } };
  },
  skipsProperty: isIndex,
  create: ({ type, base64, buffer }, { arrayBuffer }) => {
    const content = Buffer.from(base64, 'base64');
    if (type === 'Buffer') return content;
    const own = new Uint8Array(content).buffer;
    if (type === 'ArrayBuffer') return own;
    if (type === 'SharedArrayBuffer') return new SharedArrayBuffer(content.length);
    return viewFactory(type)(
      buffer === undefined ? own : arrayBuffer(buffer.id),
      buffer?.offset ?? 0,
      content.length,
    );
  },
  fill: (object, { base64 }) => {
    const target = ArrayBuffer.isView(object)
      ? Buffer.from(object.buffer, object.byteOffset, object.byteLength)
      : Buffer.from(object as ArrayBuffer);
    Buffer.from(base64, 'base64').copy(target);
  },
});

/** Returns the name of a typed array's type, whatever class derives from it. */
function typedArrayName(object: object): string {
  const readName = Object.getOwnPropertyDescriptor(
    Object.getPrototypeOf(Int8Array.prototype) as object,
    Symbol.toStringTag,
  )?.get;
  return String(readName?.call(object));
}

function viewFactory(type: string): CreateView {
  const viewType = findGlobal(type) as
    | (new (
        buffer: ArrayBuffer,
        offset: number,
        length: number,
      ) => object & { readonly BYTES_PER_ELEMENT?: number })
    | undefined;
  if (viewType === undefined) return (buffer) => new Uint8Array(buffer);
  const bytesPerElement = Number(Reflect.get(viewType, 'BYTES_PER_ELEMENT') ?? 1);
  return (buffer, offset, length) => new viewType(buffer, offset, length / bytesPerElement);
}

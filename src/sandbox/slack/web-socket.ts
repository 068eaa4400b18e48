import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** The server's end of a web socket, as far as Socket Mode needs it: short texts, pings, a goodbye (RFC 6455). */
export interface WebSocketEnd {
  send(text: string): void;
  /** Without a goodbye, as when a cable is cut. */
  destroy(): void;
}

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;
const handshakeId = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Accepts a client's upgrade; tells of its texts, and of its end. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  on: { text(text: string): void; end(): void },
): WebSocketEnd {
  const key = `${request.headers['sec-websocket-key']}${handshakeId}`;
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let unread = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    unread = Buffer.concat([unread, chunk]);
    for (let frame = readFrame(unread); frame; frame = readFrame(unread)) {
      unread = unread.subarray(frame.length);
      if (frame.opcode === opcodes.text) on.text(frame.body.toString('utf8'));
      if (frame.opcode === opcodes.ping) socket.write(frameOf(opcodes.pong, frame.body));
      if (frame.opcode === opcodes.close) socket.end(frameOf(opcodes.close, frame.body));
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', on.end);
  return {
    send: (text) => void socket.write(frameOf(opcodes.text, Buffer.from(text))),
    destroy: () => void socket.destroy(),
  };
}

function frameOf(opcode: number, body: Buffer): Buffer {
  const final = 0x80 | opcode;
  if (body.length < 126) return Buffer.concat([Buffer.from([final, body.length]), body]);
  const head = Buffer.alloc(body.length < 65_536 ? 4 : 10);
  head[0] = final;
  if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(body.length), 2);
  }
  return Buffer.concat([head, body]);
}

/** The first frame, unmasked as clients' always have to be; undefined while it isn't there completely. */
function readFrame(bytes: Buffer): { opcode: number; body: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes.readUInt8(1) & 0x7f;
  const maskAt = short < 126 ? 2 : short === 126 ? 4 : 10;
  const start = maskAt + 4;
  if (bytes.length < start) return undefined;
  const size =
    short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (bytes.length < start + size) return undefined;
  const mask = bytes.subarray(maskAt, start);
  const body = Buffer.from(bytes.subarray(start, start + size));
  for (let index = 0; index < size; index += 1) {
    body[index] = (body[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return { opcode: bytes.readUInt8(0) & 0x0f, body, length: start + size };
}

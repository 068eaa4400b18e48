import { Socket as UdpSocket } from 'node:dgram';
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

// Loaded into the app's process before the app: notes whom it connects to, and lets it.

const { CONNECTIONS_FILE: file = '' } = process.env;

/** @param {object} target */
function note(target) {
  appendFileSync(file, `${JSON.stringify(target)}\n`);
}

Socket.prototype.connect = new Proxy(Socket.prototype.connect, {
  apply(connect, socket, given) {
    // Either options (in a list, when node:net itself calls), or a port and perhaps a host.
    const [first, second] = Array.isArray(given[0]) ? given[0] : given;
    const { host, port, path } = typeof first === 'object' ? first : { port: first, host: second };
    note(
      path ? { path } : { host: typeof host === 'string' ? host : 'localhost', port: Number(port) },
    );
    return Reflect.apply(connect, socket, given);
  },
});

UdpSocket.prototype.send = new Proxy(UdpSocket.prototype.send, {
  apply(send, socket, given) {
    note({ udp: given.filter((each) => typeof each !== 'object' && typeof each !== 'function') });
    return Reflect.apply(send, socket, given);
  },
});

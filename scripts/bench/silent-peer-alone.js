import { servePeer } from './silent-peer.js';

// The library in a process of its own. Its arguments are a port, and a client as JSON.

await servePeer(Number(process.argv[2]), JSON.parse(process.argv[3] ?? ''));
console.log('ready');

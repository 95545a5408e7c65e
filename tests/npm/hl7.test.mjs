// An HL7 library that we did not write sends orders and receives the status messages.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import hl7 from 'simple-hl7';

import { samples, startBroker, today, zone } from './broker.mjs';

const parser = new hl7.Parser();
const segments = (message, name) => message.toString().split('\r').filter((line) => line.startsWith(name));
const fields = (message, name) => segments(message, name)[0].split('|');
let broker;
let ris;
const received = [];
const arrivals = new EventTarget();

before(async () => {
  const app = hl7.tcp();
  app.use((req, res, next) => {
    received.push(req.msg);
    arrivals.dispatchEvent(new Event('message'));
    next();
  });
  app.use((req, res) => res.end());
  ris = app.start(0);
  const server = app.server?.server ?? app.server ?? ris;
  if (!server.address?.()) await once(server, 'listening');
  broker = await startBroker({ risPort: server.address().port });
});
after(async () => {
  await broker?.stop();
  process.exitCode ??= 0;
  setImmediate(() => process.exit());   // the library keeps its sockets open
});

function send(message) {
  return new Promise((resolve, reject) => {
    const client = hl7.Server.createTcpClient('127.0.0.1', broker.ports.mllp);
    client.send(message, (error, ack) => {
      client.close?.();
      if (error) reject(error);
      else resolve(ack);
    });
  });
}

const fill = (text) => text.replaceAll('{{today}}', today).replaceAll('{{now}}', `${today}0700`);

test('an order sent by the library is acknowledged AA with its control id', async () => {
  const text = fill(readFileSync(samples[0], 'utf8'));
  const ack = await send(parser.parse(text.trimEnd()));
  const msa = fields(ack, 'MSA');
  assert.equal(msa[1], 'AA');
  assert.equal(msa[2], 'S0001');
});

test('a message type that is not taken is AR with a reason', async () => {
  const ack = await send(
    parser.parse(`MSH|^~\\&|RIS|S|MWLBROKER|S|${today}0700||BAR^P01|X1|P|2.3.1\rEVN|P01|${today}0700`)
  );
  const msa = fields(ack, 'MSA');
  assert.equal(msa[1], 'AR');
  assert.ok(msa[3], 'no reason given');
});

test('status messages reach the library in order and are acknowledged', async () => {
  const played = await broker.exec(['modality', 'play', '--zone', zone, '--to', `127.0.0.1:${broker.ports.dicom}`]);
  assert.match(played, /COMPLETED/);
  while (received.length < 2) await once(arrivals, 'message');
  const states = received.map((message) => fields(message, 'ORC')[5]);
  assert.deepEqual(states.slice(0, 2), ['IP', 'CM']);
  assert.equal(fields(received[0], 'ORC')[2].split('^')[0], 'P9001');
  const metrics = await (await fetch(`http://127.0.0.1:${broker.ports.http}/metrics`)).text();
  assert.match(metrics, /mwl_outbox_messages\{state="(sent|sending)"\} [12]/);
});

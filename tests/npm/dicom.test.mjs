// A DICOM stack that we did not write asks the worklist and reports performed steps.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import dcmjsDimse from 'dcmjs-dimse';

import { patience, samples, startBroker } from './broker.mjs';

const { Client, Dataset } = dcmjsDimse;
const { CEchoRequest, CFindRequest, NCreateRequest, NSetRequest } = dcmjsDimse.requests;
const { SopClass, Status } = dcmjsDimse.constants;
dcmjsDimse.log.level = 'error';

let broker;
before(async () => {
  broker = await startBroker();
  await broker.replay(samples);
});
after(() => broker?.stop());

// Sends the requests on one association; resolves with every response, in order.
function ask(requests, callingAe = 'XRAY1', calledAe = 'MWLBROKER') {
  return new Promise((resolve, reject) => {
    const responses = [];
    const client = new Client();
    for (const request of requests) {
      request.on('response', (response) => responses.push(response));
      client.addRequest(request);
    }
    client.on('associationRejected', (rejection) => resolve({ rejection, responses }));
    client.on('networkError', reject);
    client.on('closed', () => resolve({ responses }));
    client.send('127.0.0.1', broker.ports.dicom, callingAe, calledAe,
      { connectTimeout: patience, associationTimeout: patience, pduTimeout: patience });
  });
}

function worklist(modality, keys = {}) {
  return CFindRequest.createWorklistFindRequest({
    PatientName: '',
    PatientID: '',
    PatientBirthDate: '',
    AccessionNumber: '',
    StudyInstanceUID: '',
    RequestedProcedureID: '',
    RequestedProcedureDescription: '',
    ...keys,
    ScheduledProcedureStepSequence: [
      {
        Modality: modality,
        ScheduledStationAETitle: '',
        ScheduledProcedureStepStartDate: '',
        ScheduledProcedureStepStartTime: '',
        ScheduledProcedureStepID: '',
        ScheduledProcedureStepDescription: '',
      },
    ],
  });
}

const items = (answer) =>
  answer.responses.filter((r) => r.getStatus() === Status.Pending).map((r) => r.getDataset().getElements());

test('C-ECHO succeeds', async () => {
  const answer = await ask([new CEchoRequest()]);
  assert.equal(answer.responses.at(-1).getStatus(), Status.Success);
});

test('C-FIND gives the orders of the modality, each whole and of one patient', async () => {
  const answer = await ask([worklist('DX')]);
  assert.equal(answer.responses.at(-1).getStatus(), Status.Success);
  const found = items(answer);
  assert.deepEqual(found.map((item) => item.AccessionNumber).sort(), ['A1001', 'A1003', 'A1004']);
  const chest = found.find((item) => item.AccessionNumber === 'A1001');
  assert.equal(chest.PatientID, 'MRN1001');
  assert.equal(chest.PatientBirthDate, '19800204');
  assert.equal(chest.StudyInstanceUID, '1.2.826.0.1.3680043.10.1001.1');
  const [step] = chest.ScheduledProcedureStepSequence;
  assert.equal(step.Modality, 'DX');
  assert.equal(step.ScheduledProcedureStepID, 'SPS1001');
  assert.equal(step.ScheduledProcedureStepStartTime, '081500');
});

test('C-FIND matches a name with wildcards whatever its case', async () => {
  const answer = await ask([worklist('', { PatientName: 'garc*' })]);
  assert.deepEqual(items(answer).map((item) => item.AccessionNumber).sort(), ['A1003', 'A1004']);
});

test('an unknown calling AE title is rejected', async () => {
  const answer = await ask([worklist('DX')], 'STRANGER');
  assert.ok(answer.rejection, 'no rejection');
  assert.equal(items(answer).length, 0);
});

const mppsUid = '1.2.826.0.1.3680043.10.7777.1';

function create(item, uid = mppsUid) {
  const [step] = item.ScheduledProcedureStepSequence;
  const request = new NCreateRequest(SopClass.ModalityPerformedProcedureStep, uid);
  request.setDataset(
    new Dataset({
      ScheduledStepAttributesSequence: [
        {
          StudyInstanceUID: item.StudyInstanceUID,
          AccessionNumber: item.AccessionNumber,
          RequestedProcedureID: item.RequestedProcedureID,
          RequestedProcedureDescription: '',
          ScheduledProcedureStepID: step.ScheduledProcedureStepID,
          ScheduledProcedureStepDescription: '',
          ReferencedStudySequence: [],
          ScheduledProtocolCodeSequence: [],
        },
      ],
      PatientName: item.PatientName,
      PatientID: item.PatientID,
      PatientBirthDate: item.PatientBirthDate,
      PatientSex: '',
      PerformedProcedureStepID: 'PPS7777',
      PerformedStationAETitle: 'XRAY1',
      PerformedProcedureStepStartDate: '20261120',
      PerformedProcedureStepStartTime: '120000',
      PerformedProcedureStepStatus: 'IN PROGRESS',
      Modality: 'DX',
      PerformedSeriesSequence: [],
    })
  );
  return request;
}

function set(status, uid = mppsUid) {
  const request = new NSetRequest(SopClass.ModalityPerformedProcedureStep, uid);
  request.setDataset(
    new Dataset({
      PerformedProcedureStepStatus: status,
      PerformedProcedureStepEndDate: '20261120',
      PerformedProcedureStepEndTime: '121500',
      PerformedSeriesSequence: [
        {
          ProtocolName: 'CHEST',
          SeriesInstanceUID: '1.2.826.0.1.3680043.10.7777.2',
          PerformingPhysicianName: '',
          OperatorsName: '',
          SeriesDescription: '',
          RetrieveAETitle: '',
          ReferencedImageSequence: [],
          ReferencedNonImageCompositeSOPInstanceSequence: [],
        },
      ],
    })
  );
  return request;
}

test('MPPS: IN PROGRESS, COMPLETED, and final is final', async () => {
  const [chest] = items(await ask([worklist('DX', { AccessionNumber: 'A1001' })]));
  const created = await ask([create(chest)]);
  assert.equal(created.responses.at(-1).getStatus(), Status.Success);
  const completed = await ask([set('COMPLETED')]);
  assert.equal(completed.responses.at(-1).getStatus(), Status.Success);
  const again = await ask([set('DISCONTINUED')]);
  assert.equal(again.responses.at(-1).getStatus(), 0x0110);
  const left = items(await ask([worklist('DX')])).map((item) => item.AccessionNumber);
  assert.ok(!left.includes('A1001'), 'the completed order is still on the worklist');
});

test('MPPS: an N-SET for an object that nobody created is 0112H', async () => {
  const answer = await ask([set('COMPLETED', '1.2.826.0.1.3680043.10.7777.99')]);
  assert.equal(answer.responses.at(-1).getStatus(), 0x0112);
});

/** Voice notes: from the microphone; for the stand-in, which cannot hear, a file that holds the words. */

// WhatsApp's own type first, then those that other browsers record.
const TYPES = ["audio/ogg;codecs=opus", "audio/mp4", "audio/webm;codecs=opus", "audio/webm"];

/** A recording with these words, for the stand-in for OpenAI. */
export const spoken = (words) => new Blob(["OggS", words], { type: "audio/ogg" });

/** Record until `stop()` is called on the result; `done` gets the Blob. Throws without a microphone. */
export async function record(done) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: TYPES.find((type) => MediaRecorder.isTypeSupported(type)) });
  const pieces = [];
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    for (const track of stream.getTracks()) track.stop();
    done(new Blob(pieces, { type: recorder.mimeType }));
  });
  recorder.start();
  return recorder;
}

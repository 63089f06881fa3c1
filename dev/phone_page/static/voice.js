/** Voice notes: from the microphone; for the stand-in, which cannot hear, a file that holds the words. */

// WhatsApp's own type first, then those that other browsers record.
const TYPES = ["audio/ogg;codecs=opus", "audio/mp4", "audio/webm;codecs=opus", "audio/webm"];

/** A recording with these words, for the stand-in for OpenAI. */
export const spoken = (words) => new Blob(["OggS", words], { type: "audio/ogg" });

/** Record until `stop()` or `drop()` of the result; `done` gets the Blob or null, `tick` the time. Throws without a microphone. */
export async function record({ done, tick }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: TYPES.find((type) => MediaRecorder.isTypeSupported(type)) });
  const pieces = [];
  const begun = Date.now();
  const clock = setInterval(() => tick(asTime(Math.floor((Date.now() - begun) / 1000))), 250);
  let wanted = true;
  recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
  recorder.addEventListener("stop", () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    done(wanted ? new Blob(pieces, { type: recorder.mimeType }) : null);
  });
  recorder.start();
  return { stop: () => recorder.stop(), drop: () => { wanted = false; recorder.stop(); } };
}

const asTime = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

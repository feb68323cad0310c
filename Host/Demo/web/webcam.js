// The webcam's stream in the page's video element.

const reasons = {
  NotAllowedError: "The browser did not allow this page to use the webcam. Allow it in the browser's settings for this page "
    + "(the symbol beside the address), then try again.",
  NotFoundError: "No webcam was found. Connect one, or choose a picture.",
  NotReadableError: "The webcam is there but could not be started: another program may be using it.",
};

export const webcam = {
  stream: null,

  // Throws an Error with a sentence for the user.
  async start(video) {
    if (!navigator.mediaDevices?.getUserMedia) {
      throw new Error("This browser gives this page no webcam. Open it at the address that 'gs demo' printed.");
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 640 }, height: { ideal: 480 } } });
      video.srcObject = this.stream;
      await video.play();
    } catch (fault) {
      this.stop(video);
      throw new Error(reasons[fault.name] ?? `The webcam could not be used: ${fault.message}`);
    }
  },

  stop(video) {
    this.stream?.getTracks().forEach(track => track.stop());
    this.stream = null;
    video.srcObject = null;
  },
};

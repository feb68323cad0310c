using System.Runtime.ExceptionServices;
using TorchSharp;

namespace GsFramework.Core.Data;

/// <summary>
/// Reads the batches of the next steps on a thread of its own, so that training need not wait for files. Which images a
/// step sees does not depend on it: <see cref="ImageBatches"/> decides that by the step's number alone.
/// </summary>
/// <param name="batches">What to read. While it has a loader, nobody else should ask it for batches.</param>
/// <param name="ahead">Batches that are kept ready at most.</param>
internal sealed class BatchLoader(ImageBatches batches, int ahead = BatchLoader.UsuallyAhead) : IDisposable
{
    private const int UsuallyAhead = 3;

    private Reading? _reading;
    private bool _disposed;

    /// <summary>Full batches in one pass over the images.</summary>
    public int StepsPerEpoch => batches.StepsPerEpoch;

    /// <summary>
    /// The images of a step. They belong to the caller's dispose scope, or to the caller where it has none. Reading
    /// begins with the first call, and again where a step does not follow the one before it. To be called from one
    /// thread.
    /// </summary>
    /// <exception cref="UserException">The images cannot be read. Asking for the step again reads again.</exception>
    public ImageBatch Next(long step)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_reading?.Step != step)
        {
            Stop();
            _reading = new Reading(batches, step, ahead);
        }

        return _reading!.Take();
    }

    /// <summary>Stops reading, waits for the thread and frees what was read ahead.</summary>
    public void Dispose()
    {
        _disposed = true;
        Stop();
    }

    private void Stop()
    {
        _reading?.Dispose();
        _reading = null;
    }

    /// <summary>One uninterrupted sequence of steps and the thread that reads it.</summary>
    private sealed class Reading : IDisposable
    {
        private readonly ImageBatches _batches;
        private readonly int _ahead;
        private readonly Queue<ImageBatch> _ready = [];
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _fault;
        private bool _stopped;

        public Reading(ImageBatches batches, long first, int ahead)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
            (_batches, _ahead, Step) = (batches, ahead, first);
            _thread = new Thread(() => Read(first)) { IsBackground = true, Name = "image batches" };
            _thread.Start();
        }

        /// <summary>The step that is taken next; -1 after a fault.</summary>
        public long Step { get; private set; }

        public ImageBatch Take()
        {
            ImageBatch batch;
            lock (_ready)
            {
                while (_ready.Count == 0 && _fault is null)
                {
                    Monitor.Wait(_ready);
                }

                if (_ready.Count == 0)
                {
                    Step = -1;
                    _fault!.Throw();
                }

                batch = _ready.Dequeue();
                Monitor.PulseAll(_ready);
            }

            Step++;
            return Own(batch);
        }

        public void Dispose()
        {
            lock (_ready)
            {
                _stopped = true;
                Monitor.PulseAll(_ready);
            }

            _thread.Join();
            while (_ready.TryDequeue(out var batch))
            {
                batch.Dispose();
            }
        }

        private void Read(long step)
        {
            try
            {
                for (; Await(); step++)
                {
                    // Dispose scopes belong to threads: what is handed over must leave this one's.
                    using var scope = torch.NewDisposeScope();
                    var batch = _batches.Next(step);
                    batch.Images.DetachFromDisposeScope();
                    lock (_ready)
                    {
                        _ready.Enqueue(batch);
                        Monitor.PulseAll(_ready);
                    }
                }
            }
            catch (Exception fault) // of any kind: it is thrown again where the batch is asked for
            {
                lock (_ready)
                {
                    _fault = ExceptionDispatchInfo.Capture(fault);
                    Monitor.PulseAll(_ready);
                }
            }
        }

        // Waits for room; false when it is time to stop.
        private bool Await()
        {
            lock (_ready)
            {
                while (_ready.Count >= _ahead && !_stopped)
                {
                    Monitor.Wait(_ready);
                }

                return !_stopped;
            }
        }

        // alias() makes a handle to the same memory that the scope of this thread, if there is one, knows from its
        // birth.
        private static ImageBatch Own(ImageBatch batch)
        {
            using (batch)
            {
                return batch with { Images = batch.Images.alias() };
            }
        }
    }
}

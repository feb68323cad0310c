// Runs ONNX files on made-up images and writes every byte of their outputs, or compares them with those of another
// processor. One source for all processors, so that only ONNX Runtime differs.
//   bits SIDE FOLDER FILE.onnx…             writes FOLDER/0.out and so on
//   bits SIDE --compare FOLDER FILE.onnx…   prints a line for each file; exit code 1 where one differs
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onnxruntime_c_api.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

enum { IMAGES = 4, MAX_AXES = 8 };

static const OrtApi *ort;

static void fail(const char *what)
{
    fprintf(stderr, "error: %s\n", what);
    exit(2);
}

static void check(OrtStatus *status)
{
    if (status)
        fail(ort->GetErrorMessage(status));
}

// As Core/Inference/ProcessorFeatures.cs, where the reason is.
static int adds_products_exactly(void)
{
#if defined(__x86_64__)
    unsigned a, b, c, d, with_avx512 = 0, with_avx = 0;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d))
        with_avx512 = c & 1u << 11;
    if (__get_cpuid_count(7, 1, &a, &b, &c, &d))
        with_avx = a & 1u << 4;
    return with_avx512 || with_avx;
#else
    return 1;
#endif
}

static OrtSession *open_file(OrtEnv *environment, const char *path)
{
    OrtSessionOptions *options;
    check(ort->CreateSessionOptions(&options));
    check(ort->SetIntraOpNumThreads(options, 1));
    if (!adds_products_exactly())
        check(ort->AddSessionConfigEntry(options, "session.x64quantprecision", "1"));
    OrtSession *session;
    check(ort->CreateSession(environment, path, options, &session));
    ort->ReleaseSessionOptions(options);
    return session;
}

// Squares of 1, 4, 16 and 64 pixels, each with another byte in each channel: noise that no layer knows, and areas that
// drive every layer to the ends of its range.
static uint8_t pixel(int image, int64_t channel, int64_t row, int64_t column)
{
    int64_t square = INT64_C(1) << 2 * image;
    uint32_t hash = 2166136261u;
    int64_t values[] = {image, channel, row / square, column / square};
    for (int i = 0; i < 4; i++)
        hash = (hash ^ (uint32_t)values[i]) * 16777619u;
    hash ^= hash >> 15;
    hash *= 2246822519u;
    return (uint8_t)(hash >> 24);
}

static void *fill(int image, const int64_t *shape, int is_bytes, size_t *bytes)
{
    int64_t rows = shape[is_bytes ? 1 : 2], columns = shape[is_bytes ? 2 : 3], channels = shape[is_bytes ? 3 : 1];
    size_t count = (size_t)(shape[0] * rows * columns * channels);
    *bytes = count * (is_bytes ? 1 : sizeof(float));
    uint8_t *pixels = malloc(*bytes);
    size_t i = 0;
    for (int64_t n = 0; n < shape[0]; n++)
        for (int64_t a = 0; a < shape[1]; a++)
            for (int64_t b = 0; b < shape[2]; b++)
                for (int64_t c = 0; c < shape[3]; c++, i++)
                    if (is_bytes)
                        pixels[i] = pixel(image, c, a, b);
                    else
                        ((float *)pixels)[i] = (float)pixel(image, a, b, c) / 127.5f - 1;
    return pixels;
}

// Runs a network; gives its output.
static OrtValue *run(OrtSession *session, int image, int64_t side)
{
    OrtTypeInfo *type;
    const OrtTensorTypeAndShapeInfo *info;
    ONNXTensorElementDataType element;
    int64_t shape[MAX_AXES];
    size_t axes, bytes;
    check(ort->SessionGetInputTypeInfo(session, 0, &type));
    check(ort->CastTypeInfoToTensorInfo(type, &info));
    check(ort->GetTensorElementType(info, &element));
    check(ort->GetDimensionsCount(info, &axes));
    if (axes != 4 || (element != ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT && element != ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8))
        fail("a file takes no images of fp32 or uint8; give files that 'gs export' wrote");
    check(ort->GetDimensions(info, shape, axes));
    ort->ReleaseTypeInfo(type);
    for (int i = 0; i < 4; i++)
        if (shape[i] < 1)
            shape[i] = i == 0 ? 1 : side;

    void *data = fill(image, shape, element == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8, &bytes);
    OrtMemoryInfo *memory;
    OrtValue *input, *output = NULL;
    const char *input_name = "input", *output_name = "output";
    check(ort->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &memory));
    check(ort->CreateTensorWithDataAsOrtValue(memory, data, bytes, shape, axes, element, &input));
    check(ort->Run(session, NULL, &input_name, (const OrtValue *const *)&input, 1, &output_name, 1, &output));
    ort->ReleaseValue(input);
    ort->ReleaseMemoryInfo(memory);
    free(data);
    return output;
}

typedef struct {
    size_t values, different;
    double largest;
} Comparison;

static void compare(Comparison *sum, const void *here, const void *there, size_t count, int is_bytes)
{
    size_t width = is_bytes ? 1 : sizeof(float);
    for (size_t i = 0; i < count; i++) {
        const uint8_t *a = (const uint8_t *)here + i * width, *b = (const uint8_t *)there + i * width;
        if (memcmp(a, b, width)) {
            float x = *a, y = *b;
            if (!is_bytes) {
                memcpy(&x, a, width);
                memcpy(&y, b, width);
            }
            sum->different++;
            sum->largest = fmax(sum->largest, fabs((double)x - y));
        }
    }
    sum->values += count;
}

int main(int count, char **arguments)
{
    int compares = count > 2 && !strcmp(arguments[2], "--compare"), first = compares ? 4 : 3, differs = 0;
    if (count <= first)
        fail("bits SIDE [--compare] FOLDER FILE.onnx…");
    int64_t side = atoll(arguments[1]);
    ort = OrtGetApiBase()->GetApi(ORT_API_VERSION);
    OrtEnv *environment;
    check(ort->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "bits", &environment));
    for (int f = first; f < count; f++) {
        const char *name = strrchr(arguments[f], '/') ? strrchr(arguments[f], '/') + 1 : arguments[f];
        char path[4096];
        snprintf(path, sizeof path, "%s/%d.out", arguments[first - 1], f - first);
        FILE *file = fopen(path, compares ? "rb" : "wb");
        if (!file)
            fail(path);
        OrtSession *session = open_file(environment, arguments[f]);
        Comparison sum = {0};
        for (int image = 0; image < IMAGES; image++) {
            OrtValue *output = run(session, image, side);
            OrtTensorTypeAndShapeInfo *info;
            ONNXTensorElementDataType element;
            size_t values;
            void *data;
            check(ort->GetTensorTypeAndShape(output, &info));
            check(ort->GetTensorElementType(info, &element));
            check(ort->GetTensorShapeElementCount(info, &values));
            check(ort->GetTensorMutableData(output, &data));
            int is_bytes = element == ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8;
            size_t width = is_bytes ? 1 : sizeof(float);
            if (compares) {
                void *expected = malloc(values * width);
                if (fread(expected, width, values, file) != values)
                    fail("the outputs have other sizes");
                compare(&sum, data, expected, values, is_bytes);
                free(expected);
            } else if (fwrite(data, width, values, file) != values)
                fail(path);
            ort->ReleaseTensorTypeAndShapeInfo(info);
            ort->ReleaseValue(output);
        }
        if (fclose(file))
            fail(path);
        ort->ReleaseSession(session);
        if (compares && sum.different)
            printf("%s: differs in %zu of %zu values, by %.2g at most\n", name, sum.different, sum.values, sum.largest);
        else if (compares)
            printf("%s: all bits of %zu values are equal\n", name, sum.values);
        differs |= sum.different > 0;
    }
    return differs;
}

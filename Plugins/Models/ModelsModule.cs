using Autofac;
using GsFramework.Features;
using GsFramework.Losses;
using GsFramework.Models.Adversarial;
using GsFramework.Models.Discriminators;
using GsFramework.Models.Features;
using GsFramework.Models.Generators;
using GsFramework.Models.Layers;
using GsFramework.Parts;

namespace GsFramework.Models;

/// <summary>Makes this plugin's networks and adversarial losses known.</summary>
public sealed class ModelsModule : Module
{
    /// <inheritdoc/>
    protected override void Load(ContainerBuilder builder)
    {
        builder.RegisterLayerKind<BlurDownsample>();
        builder.RegisterLayerKind<BlurUpsample>();
        builder.RegisterPart<IGeneratorFactory, CycleGanResNet, CycleGanResNetOptions>(
            "cyclegan-resnet",
            "ResNet generator of CycleGAN, pix2pix and CUT, any width and number of blocks"
        );
        builder.RegisterPart<IGeneratorFactory, CartoonGan, CartoonGanOptions>(
            "cartoongan",
            "generator of CartoonGAN with affine norms"
        );
        builder.RegisterPart<IGeneratorFactory, Pix2PixUNet, Pix2PixUNetOptions>(
            "pix2pix-unet",
            "U-Net generator of pix2pix, with skip connections"
        );
        builder.RegisterPart<IGeneratorFactory, SmallConvNet, SmallConvNetOptions>(
            "small-convnet",
            "small convolutional classifier with batch norm: logits of K classes"
        );
        builder.RegisterPart<IDiscriminatorFactory, PatchGan, PatchGanOptions>(
            "patchgan",
            "PatchGAN of pix2pix, CycleGAN and CUT: one score a patch"
        );
        builder.RegisterPart<IDiscriminatorFactory, GanSlimmingDiscriminator, NoOptions>(
            "gan-slimming",
            "discriminator of the GAN Slimming code: one score an image"
        );
        builder.RegisterPart<IDiscriminatorFactory, CartoonGanDiscriminator, CartoonGanDiscriminatorOptions>(
            "cartoongan",
            "discriminator of CartoonGAN: one score for every 4x4 pixels"
        );
        builder.RegisterPart<IAdversarialLoss, LeastSquaresLoss, NoOptions>(
            "least-squares",
            "least-squares game of LSGAN, CycleGAN and GAN Slimming"
        );
        builder.RegisterPart<IAdversarialLoss, CrossEntropyLoss, CrossEntropyOptions>(
            "cross-entropy",
            "minimax game of the first GAN"
        );
        builder.RegisterPart<IAdversarialLoss, VanillaLoss, NoOptions>(
            "vanilla",
            "binary cross entropy of pix2pix: cross-entropy, non-saturating"
        );
        builder.RegisterPart<IAdversarialLoss, HingeLoss, NoOptions>("hinge", "hinge game of Geometric GAN");
        builder.RegisterPart<IFeatureExtractor, MobileNetV2, MobileNetV2Options>(
            "mobilenet-v2",
            "fixed MobileNetV2 for perceptual losses, KID and the Fréchet distance"
        );
        builder.RegisterPart<IFeatureExtractor, InceptionFid, InceptionFidOptions>(
            "inception-fid",
            "Inception v3 of FID with the weights of pytorch-fid, which the user brings"
        );
        builder.RegisterPart<IFeatureExtractor, Vgg16, Vgg16Options>(
            "vgg16",
            "VGG16 with torchvision's weights, which the user brings, for perceptual losses"
        );
    }
}

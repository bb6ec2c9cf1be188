<!doctype html>
<html <?php language_attributes(); ?>>
<head><meta charset="<?php bloginfo('charset'); ?>"><title><?php echo wp_get_document_title(); ?></title><?php wp_head(); ?></head>
<body>
<?php while (have_posts()) { the_post(); ?>
<article><h1><?php the_title(); ?></h1><?php the_post_thumbnail(); ?><main><?php the_content(); ?></main></article>
<?php } wp_footer(); ?>
</body>
</html>
